import type { JobTexts } from "./job-texts.ts";

const plural = (count: number): string => `${count.toLocaleString("en")} certificate${count === 1 ? "" : "s"}`;
const holders = (count: number): string => `${count.toLocaleString("en")} holder${count === 1 ? "" : "s"}`;
const number = (count: number): string => count.toLocaleString("en");

/** In English. */
export const jobEn: JobTexts = {
  heading: "Jobs",
  lead: "What is done to several certificates goes on here, also when you close the page.",
  empty: "There are no jobs. Select certificates in their list to act on several.",
  total: (count) => `${number(count)} job${count === 1 ? "" : "s"}`,
  columns: { act: "Job", state: "State", progress: "Progress", by: "Started by", startedAt: "Started" },
  operators: "The service's operators",
  acts: { renew: "Renewal", revoke: "Revocation", annotate: "Remark and device", order: "Order to renew early", issue: "Issue" },
  states: { waiting: "Waiting", running: "Running", paused: "Paused", finished: "Finished", stopped: "Stopped" },
  progress: (finished, total) => `${number(finished)} of ${number(total)}`,
  counts: ({ done, refused, skipped }) =>
    `${number(done)} done, ${number(refused)} failed${skipped === 0 ? "" : `, ${number(skipped)} left out`}`,
  paused: (why, until) => `${why} It goes on by itself at ${until}.`,
  stoppedBy: (account) => `${account} stopped it. What was done remains done.`,
  stoppedByService: "The account that started it was disabled, or may not do this any more. What was done remains done.",
  back: "Back to the jobs",
  results: "Results (CSV)",
  issued: "Show the new certificates",
  files: "Download the new files",
  stop: {
    button: "Stop",
    question: "Stop this job?",
    lead: (left) => `What was done remains done. ${plural(left)} will be left as they are.`,
    confirm: "Stop the job",
    done: "The job was stopped.",
  },
  rows: {
    label: "Results",
    filter: "Show",
    any: "All",
    none: "There are none.",
    columns: { number: "No.", line: "Line", cn: "CN", state: "Result", result: "Explanation" },
    states: { pending: "Waiting", done: "Done", refused: "Failed", skipped: "Left out" },
    issued: "New certificate",
  },
  several: {
    label: "With the selected certificates",
    labelFound: "With all certificates found",
    orderFound: (count) => `Have ${count === 1 ? "the 1" : `all ${number(count)}`} found renewed in certain hours`,
    headings: {
      renew: (count) => `Renew ${plural(count)}`,
      revoke: (count) => `Revoke ${plural(count)}`,
      annotate: (count) => `Remark and device of ${plural(count)}`,
      order: (count) => `Order the early renewal of ${plural(count)}`,
      code: (count) => `Recovery codes for the holders of ${plural(count)}`,
    },
    buttons: {
      renew: "Renew",
      order: "Have them renewed in certain hours",
      code: "Recovery codes",
      annotate: "Remark and device",
      revoke: "Revoke",
    },
    along: "Also those that belong to them by renewal",
    annotate: {
      lead: "Choose what to write. What is not chosen stays as it is.",
      remark: "Change the remark",
      device: "Change the device",
      nothing: "Choose at least one of them.",
    },
    next: "Next",
    change: "Back",
    judging: "Checking what will happen…",
    will: {
      renew: (count) => `${plural(count)} will be renewed. The service makes the keys, and you hand out the files.`,
      revoke: (count) => `${plural(count)} will be revoked.`,
      annotate: (count) => `${plural(count)} will be changed.`,
      order: (count) =>
        `${plural(count)} will be renewed before the usual time: in these hours, ${count === 1 ? "its holder is" : "their holders are"} prompted.`,
      code: (count) => `${holders(count)} will get a recovery code.`,
    },
    unchanged: {
      renew: (count) => `${plural(count)} already renewed, not used yet: the same file is handed out again.`,
      revoke: (count) => `${plural(count)} revoked already.`,
      annotate: (count) => `${plural(count)} already say this.`,
      order: (count) => `${plural(count)} are ordered already.`,
      code: (count) => `${plural(count)} more of the same holders, each of whom gets one code.`,
    },
    refused: (count, why) => `${plural(count)} cannot: ${why}`,
    alongToo: (count) => `${plural(count)} that belong to them by renewal will be revoked, too.`,
    overwritten: {
      renew: (count) => `${plural(count)} will be overwritten.`,
      revoke: (count) => `${plural(count)} will be overwritten.`,
      annotate: (count) => `On ${plural(count)}, something else is noted now, which will be replaced.`,
      order: (count) => `For ${plural(count)}, an order is in force, which this one replaces.`,
      code: (count) =>
        `The unused ${count === 1 ? "code of 1 holder becomes" : `codes of ${number(count)} holders become`} invalid.`,
    },
    irrevocable: "Connections with them end at once. This cannot be undone.",
    nothing: "There is nothing to do.",
    confirm: {
      renew: (count) => `Renew ${number(count)}`,
      revoke: (count) => `Revoke ${number(count)}`,
      annotate: (count) => `Change ${number(count)}`,
      order: (count) => `Order ${number(count)}`,
      code: (count) => `Issue ${number(count)}`,
    },
    started: "The job has started. It goes on if you leave this page.",
    codes: {
      lead: "Whoever has a code gets the new certificate, once within 24 hours, without presenting one. Make sure who it is when you hand it over. That they were issued is recorded, and told to the notice addresses.",
      issued: (count) => `${number(count)} recovery code${count === 1 ? " is" : "s are"} issued.`,
      once: "The codes are shown this once. Save or print them before you close this, and delete the saved file once they are handed over.",
      save: "Save the list (CSV)",
    },
  },
};
