import { mostOrders, orderFileLimit } from "../../../protocol/console/orders.ts";
import type { OrderTexts } from "./order-texts.ts";

const number = (value: number): string => value.toLocaleString("en");
const counted = (count: number, one: string, many: string): string => `${number(count)} ${count === 1 ? one : many}`;
const rows = (count: number): string => counted(count, "row", "rows");
const certificates = (count: number): string => counted(count, "certificate", "certificates");
const most = `up to ${number(mostOrders)} rows and ${orderFileLimit / 1_000_000} MB`;

const names = { cn: "CN", device: "Device", remark: "Remark", mail: "Mail address", kind: "Kind" } as const;
const lengths = { cn: 64, device: 1000, remark: 1000, mail: 254, kind: 1000 } as const;

/** In English. */
export const orderEn: OrderTexts = {
  heading: "Issue many by CSV",
  lead: "Choose a CSV file with one certificate to issue on each line, or paste rows of a spreadsheet. Nothing is issued before you have checked them.",
  back: "Back to the list of certificates",
  template: "Download a template (CSV)",
  templateName: "certificates-to-issue.csv",
  columns: {
    heading: "The columns",
    names,
    meanings: {
      cn: "Needed. Lower-case letters followed by a number, such as client28.",
      device: "Where it will be used. It is checked, so that no device gets a second one.",
      remark: "Anything. The list finds it.",
      mail: "The holder's address, for mails before the expiry.",
      kind: "May be empty: the CN determines the kind, and what is written here is checked against it.",
    },
    form: `The first line is the header. All columns but CN may be missing. In UTF-8 or Shift_JIS; separated by commas, semicolons or tabs; ${most}.`,
  },
  file: "Choose a CSV file",
  drop: "It is checked at once. You can also drop a file here.",
  paste: "Or paste rows",
  pasteHint: "In the order CN, device, remark, mail address, kind, they need no header.",
  pasted: "pasted rows",
  check: "Check the pasted rows",
  nothingPasted: "Paste rows first.",
  checking: "Checking…",
  tooLarge: `The file is too large: ${most}. Split it.`,
  preview: {
    heading: (name) => `Check ${name}`,
    counts: ({ rows: all, good, doubtful, faulty }) =>
      `${rows(all.length)}: ${number(good)} can be issued, ${number(doubtful)} would be a second one, ${number(faulty)} with faults`,
    noHeader: "There is no header: the columns were read in the order CN, device, remark, mail address, kind.",
    unreadable: "Nothing can be issued from this file as it is",
    mendFile: "Correct the file, and choose it again. Nothing has been issued.",
    faultyLines: (lines) =>
      `${lines.length === 1 ? "Row" : "Rows"} with faults: ${lines.slice(0, 20).map(number).join(", ")}${lines.length > 20 ? " and more" : ""}`,
    mendRows: "Correct the file and choose it again, or issue the rows without faults only.",
    filter: "Show",
    choices: { all: "All rows", faulty: "Rows with faults", doubtful: "Second ones", good: "Rows that can be issued" },
    table: "Certificates to issue",
    line: "Row",
    result: "Check",
    states: { good: "Can be issued", doubtful: "A second one", faulty: "Fault" },
    another: "Issue one more",
    anotherOf: (line, cn) => `Issue one more for ${cn} of row ${number(line)}`,
    allOthers: (count) => `Also issue ${count === 1 ? "the one that is" : `all ${number(count)} that are`} a second one`,
    more: (count) => `Show ${rows(count)} more`,
    leaveOut: (count) => `Leave the other ${rows(count)} out`,
    leaveOutFirst: "Some rows would not be issued: if that is right, tick the box above.",
    nothing: "There is no row that can be issued.",
  },
  fileFault: ({ code, line, column, value }) => {
    switch (code) {
      case "encoding-unknown":
        return "The encoding is not known. Save the file as “CSV UTF-8” in your spreadsheet.";
      case "quotes-wrong":
        return `A quotation mark (") is missing or misplaced${line === null ? "" : ` from row ${number(line)} on`}. Save the file again in your spreadsheet.`;
      case "column-unknown":
        return `Column ${column} is called “${value}”, which is not known. Use a name of the template, or delete the column.`;
      case "column-repeated":
        return `Column ${column}, “${value}”, means the same as an earlier one. Delete one of them.`;
      case "cn-column-missing":
        return "There is no column CN. Write “CN” above it in the first row.";
      case "rows-missing":
        return "There are no rows. Write them from the second one on.";
      case "rows-exceeded":
        return `There are more than ${number(mostOrders)} rows. Split the file.`;
    }
  },
  fault: ({ code, column, value, line }) => {
    const name = column === null ? "" : names[column];
    switch (code) {
      case "cn-empty":
        return "There is no CN. Enter one, such as client28.";
      case "cn-not-allowed":
        return `No certificate is issued with the CN “${value}”. Use lower-case letters followed by a number, such as client28.`;
      case "kind-wrong":
        return `“${value}” is not the kind of this CN. Correct it, or leave it empty.`;
      case "too-long":
        return `${name} is too long (up to ${column === null ? "" : number(lengths[column])} characters): “${value}”`;
      case "control-characters":
        return `${name} “${value}” has invisible control characters. Type it again.`;
      case "mail-malformed":
        return `“${value}” is not a mail address. Correct it, or leave it empty.`;
      case "cells-exceeded":
        return `“${value}” is in a column without a name. Delete it, or name the column.`;
      case "repeated":
        return `Row ${number(line ?? 0)} has the same CN and the same device. Delete one of them.`;
    }
  },
  doubt: ({ code, line }) => {
    switch (code) {
      case "holder-has-certificate":
        return "There is a valid certificate with this CN: ";
      case "device-has-certificate":
        return "There is a valid certificate for this device: ";
      case "cn-repeated":
        return `Row ${number(line ?? 0)} has the same CN, and another device.`;
      case "device-repeated":
        return `Row ${number(line ?? 0)} is for the same device.`;
    }
  },
  issue: (count) => `Issue ${certificates(count)}`,
  question: (count) => `Issue ${certificates(count)}?`,
  consequences:
    "The service makes the keys and passwords, to be downloaded afterwards. This goes on if you close the page, and can be stopped.",
  leftOut: (count) => `The other ${rows(count)} will not be issued.`,
  slowly: (perHour, hours) =>
    `${number(perHour)} can be issued within an hour. The rest follows by itself, and takes about ${number(hours)} hours.`,
  started: "The certificates are being issued. This goes on if you close the page.",
};
