import { textsEn as sharedEn } from "../../../ui/texts/en.ts";
import type { Texts } from "./texts.ts";

/** The popup in English. */
export const textsEn: Texts = {
  ...sharedEn,
  title: "Client certificate",
  looking: "Checking the certificate…",
  notConfigured: "This site is not configured",
  notConfiguredHint: "Open this on the tab of a site that you connect to with a certificate, such as WebORCA.",
  ungranted: "The browser does not yet allow access to",
  grant: "Allow",
  failed: "The certificate could not be checked",
  replacement: "New certificate",
  timeLeft: (time) => {
    if (time === undefined) return ["", "Expired", ""];
    if (time.count === 0) return ["less than", "1", "hour left"];
    return ["", String(time.count), time.count === 1 ? `${time.unit} left` : `${time.unit}s left`];
  },
  due: "This certificate needs to be renewed.",
  refused: "This certificate is not renewed automatically.",
  renewed: "This certificate has been renewed. Use the new one.",
  later: (date) => `Nothing to do. You will be reminded from ${date}.`,
  pending: "The renewal is not finished.",
  reached: {
    issued: "A new certificate has been issued but not downloaded.",
    fetched: "The new certificate has been downloaded; its password has not been shown.",
    "password-shown": "The new certificate's password has been shown. Importing it and checking the connection remain.",
    imported: "The new certificate has been imported. Checking the connection remains.",
    "first-used": "The new certificate is in use.",
  },
  renew: "Renew",
  carryOn: "Continue",
  explain: "Show details",
  retry: "Try again",
  notOpened: "The dialog could not be shown in this tab. Reload the page and try again.",
  known: "Known certificates",
  options: "Settings",
  steps: {
    label: "Steps of the renewal",
    done: "done",
    renew: "Renew",
    download: "Save",
    password: "Password",
    import: "Import",
    prove: "Connect",
  },
  expired: "This certificate has expired and no longer works. Ask your administrator for a recovery code.",
  expiredFile: "This certificate has expired and no longer works. Ask your administrator for a new one.",
  fromFile: "from its file",
  notReported: "This site does not report the status of certificates",
  notReportedHint: "You will be reminded before the certificate in the file that you added expires.",
  expiredHeld: (fileName) => `This certificate has expired. Import the saved file ${fileName} to connect with the new certificate.`,
  recover: "Open the recovery page",
  oldUntil: (date) => `The old certificate works until ${date}.`,
  retired: "The new certificate has replaced it. This one can be removed.",
  snooze: "Remind me later",
  snoozeFor: { 1: "Tomorrow", 3: "In 3 days", 7: "In a week" },
  snoozed: (moment) => `No notification until ${moment}.`,
  wake: "Undo",
};
