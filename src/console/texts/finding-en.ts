import type { FindingTexts } from "./finding-texts.ts";

const certificates = (count: number): string => `${count.toLocaleString("en")} certificate${count === 1 ? "" : "s"}`;

/** The texts of finding certificates, in English. */
export const findingEn: FindingTexts = {
  renewalStages: {
    due: "Due",
    issued: "Issued",
    fetched: "Fetched",
    "password-shown": "Password shown",
    imported: "Imported",
    "first-used": "Used, old one not retired",
    "predecessor-retired": "Completed",
  },
  finding: {
    stage: "Renewal",
    stageHelp:
      "How far the renewal of a certificate has come. “Due” is the certificate that is to be replaced; the others are the new one, by the last stage that it has reached.",
    remark: "Remark",
    withRemark: "With one",
    withoutRemark: "Without",
    exactly: (remark) => `“${remark}”`,
    between: (from, until) => `${from} to ${until}`,
    sameRemark: "Show all with the same remark",
    ofJob: "Only those that one job issued",
    allSelected: (count) => `All ${certificates(count)} that match selected`,
    selectAll: (count) => `Select all ${certificates(count)} that match`,
    columns: {
      menu: "Columns",
      lead: "Columns to show",
      names: {
        state: "State",
        stage: "Renewal",
        kind: "Type",
        "not-after": "Valid until",
        "requested-at": "Applied for",
        device: "Device",
        remark: "Remark",
        serial: "Serial number",
      },
      usual: "Back to the usual columns",
    },
    export: {
      menu: "Export",
      all: (count) => `Exports all ${certificates(count)} that match, in this order and with these columns.`,
      selected: (count) => `Exports the ${certificates(count)} that are selected, in this order and with these columns.`,
      csv: "Table (CSV)",
      ics: "Calendar of expiries (ICS)",
      hint: "Exports are recorded.",
    },
    views: {
      menu: "Saved views",
      none: "You have saved no view yet.",
      name: "Name of this view",
      nameHint: "Saves the filters, the order and the columns.",
      save: "Save",
      saved: (name) => `The view “${name}” is saved.`,
      overwrite: "Overwrite",
      overwriteIt: (name) => `Overwrite the view “${name}” with this one`,
      rename: "Rename",
      renameIt: (name) => `Rename the view “${name}”`,
      remove: "Delete",
      removeIt: (name) => `Delete the view “${name}”`,
      removed: (name) => `The view “${name}” is deleted.`,
    },
  },
};
