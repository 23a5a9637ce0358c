/** The value in each replaceable text that has one, and has to hold it. */
export const textValues = {
  check: { daysLeft: "days" },
  resume: { begun: "when" },
  elsewhere: { lead: "when" },
  again: { lead: "file" },
  save: { downloaded: "file" },
  password: { savedText: "file" },
} as const;
