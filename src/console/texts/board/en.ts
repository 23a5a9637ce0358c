import type { BoardTexts } from "./board-texts.ts";

const counted = (count: number): string => `${count.toLocaleString("en")} ${count === 1 ? "certificate" : "certificates"}`;
const renewals = (count: number): string => `${count.toLocaleString("en")} stuck ${count === 1 ? "renewal" : "renewals"}`;
const months = new Intl.DateTimeFormat("en", { month: "long", year: "numeric" });

/** English. */
export const boardEn: BoardTexts = {
  heading: "Renewals",
  stuck: {
    heading: "Stuck renewals",
    total: renewals,
    none: "No renewal is stuck.",
    columns: {
      certificate: "Certificate",
      why: "Why",
      stage: "Stage",
      deadline: "Stops working",
      lastPresented: "Last used",
      act: "Action",
    },
    reasons: {
      expired: { name: "Expired", explanation: "It has expired, and nothing replaces it." },
      "ends-soon": { name: "Ends soon", explanation: "Its holder was told, but has not begun to renew it." },
      "not-renewable": {
        name: "Not renewable",
        explanation: "Its kind cannot be renewed. A certificate of another kind is needed.",
      },
      unused: { name: "Not used", explanation: "A replacement was issued, but nobody has used it." },
    },
  },
  code: "Recovery code",
  acts: { renew: "Renew", "hand-out": "Hand out the file", issue: "Issue another one", revoke: "Revoke the old one" },
  actFor: (act, cn) => `${act}: ${cn}`,
  noDeadline: "never",
  never: "not on record",
  steps: "Steps",
  by: ({ by, user }) => ({ holder: "holder", administrator: user, operator: "operator", schedule: "schedule" })[by],
  stages: {
    due: "Due",
    issued: "Issued",
    fetched: "File fetched",
    "password-shown": "Password shown",
    imported: "Imported",
    "first-used": "First used",
    "predecessor-retired": "Old one ended",
  },
  picture: {
    heading: "Where the renewals stand",
    hint: "The number of certificates in each stage. Choose one to see them in the list.",
    none: "No certificate is due, and none has been renewed.",
    stage: "Stage",
    count: "Certificates",
    bar: (name, count) => `${name}: ${counted(count)}`,
    asTable: "The figures as a table",
  },
  timeline: {
    heading: "Expiries by month",
    hint: "The number of certificates that expire in a month. Choose one to see them in the list.",
    month: (date) => months.format(date),
    later: "Later",
    column: "Month",
    none: "There is no valid certificate.",
  },
  unretired: {
    heading: "Renewed, old one still valid",
    hint: "The new certificate is in use. The old one works, too, until its end.",
    none: "No old certificate is left.",
    total: (count) => `Old certificates left: ${count.toLocaleString("en")}`,
    columns: {
      certificate: "New certificate",
      old: "Old certificate",
      used: "First used",
      lastPresented: "Old one last used",
      retires: "Old one ends",
      act: "Action",
    },
    until: (day) => `${day} (the organisation's rule)`,
    atExpiry: "(expiry)",
  },
  pager: { stuck: "Pages of stuck renewals", unretired: "Pages of old certificates" },
};
