import { textsEn as sharedEn } from "../../ui/texts/en.ts";
import { accountEn } from "./account-en.ts";
import { certificateEn } from "./certificate-en.ts";
import { errorEn } from "./error-en.ts";
import { findingEn } from "./finding-en.ts";
import { helpEn } from "./help-en.ts";
import { loginEn } from "./login-en.ts";
import { ownAccountEn } from "./own-account-en.ts";
import type { Texts } from "./texts.ts";
import { tokenEn } from "./token-en.ts";

const certificates = (count: number): string => `${count.toLocaleString("en")} certificate${count === 1 ? "" : "s"}`;

/** English. */
export const textsEn: Texts = {
  language: "en",
  ...loginEn,
  ...ownAccountEn,
  ...certificateEn,
  ...accountEn,
  ...tokenEn,
  ...helpEn,
  ...findingEn,
  title: "System administration",
  otherLanguage: "日本語",
  tabs: {
    label: "Menu",
    top: "TOP",
    tenant: "Tenant",
    certificates: "Certificates",
    accounts: "Users",
    logins: "Login history",
    board: "Renewals",
    jobs: "Jobs",
    trail: "Audit trail",
  },
  roles: { administrator: "Administrator", operator: "Operator", viewer: "Viewer", "system-operator": "System operator" },
  loading: "Loading…",
  failed: "It did not work",
  retry: "Try again",
  reload: "Reload",
  ok: "OK",
  cancel: "Cancel",
  close: "Close",
  none: "None",
  left: sharedEn.left,
  unknownPage: {
    heading: "There is no such page",
    lead: "The address is wrong or incomplete.",
    back: "Back to TOP",
  },
  readOnly: "Your role lets you look only. Ask an administrator of your tenant if something is to be done.",
  errors: errorEn,
  pager: {
    label: "Pages",
    labelBelow: "Pages, below the list",
    first: "First",
    previous: "Previous",
    next: "Next",
    last: "Last",
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
  top: {
    system: "System notices",
    nothing: "No certificate needs attention.",
    notices: {
      expires: (count) => `${certificates(count)} will expire soon.`,
      expired: (count) => `${certificates(count)} expired, with none in their place.`,
      stuck: (count) => `${certificates(count)} issued in a renewal, and not used yet.`,
    },
    ownRenewal: "Open the renewal of your own certificate",
    announcements: "Announcements",
    announcer: "The service's operators",
    noAnnouncements: "There are no announcements.",
  },
  tenant: {
    name: "Tenant ID",
    product: "Service",
    createdAt: "Since",
    closedAt: "Closed",
    counts: "Certificates",
  },
};
