import type { JobTexts } from "./job-texts.ts";

const plural = (count: number): string => `${count.toLocaleString("en")} certificate${count === 1 ? "" : "s"}`;
const number = (count: number): string => count.toLocaleString("en");

/** In English. */
export const jobEn: JobTexts = {
  heading: "Jobs",
  lead: "What is done to several certificates goes on here, also when you close the page.",
  empty: "There are no jobs. Select certificates in their list to act on several.",
  total: (count) => `${number(count)} job${count === 1 ? "" : "s"}`,
  columns: { act: "Job", state: "State", progress: "Progress", by: "Started by", startedAt: "Started" },
  acts: { renew: "Renewal", revoke: "Revocation", annotate: "Remark and device", issue: "Issue" },
  states: { waiting: "Waiting", running: "Running", paused: "Paused", finished: "Finished", stopped: "Stopped" },
  progress: (finished, total) => `${number(finished)} of ${number(total)}`,
  counts: ({ done, refused, skipped }) =>
    `${number(done)} done, ${number(refused)} failed${skipped === 0 ? "" : `, ${number(skipped)} left out`}`,
  paused: (why, until) => `${why} It goes on by itself at ${until}.`,
  stoppedBy: (account) => `${account} stopped it. What was done remains done.`,
  stoppedByService: "The account that started it was disabled, or may not do this any more. What was done remains done.",
  back: "Back to the jobs",
  results: "Results (CSV)",
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
    columns: { number: "No.", cn: "CN", state: "Result", result: "Explanation" },
    states: { pending: "Waiting", done: "Done", refused: "Failed", skipped: "Left out" },
    issued: "New certificate",
  },
  several: {
    label: "With the selected certificates",
    headings: {
      renew: (count) => `Renew ${plural(count)}`,
      revoke: (count) => `Revoke ${plural(count)}`,
      annotate: (count) => `Remark and device of ${plural(count)}`,
    },
    buttons: { renew: "Renew", revoke: "Revoke", annotate: "Remark and device" },
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
    },
    unchanged: {
      renew: (count) => `${plural(count)} already renewed, not used yet: the same file is handed out again.`,
      revoke: (count) => `${plural(count)} revoked already.`,
      annotate: (count) => `${plural(count)} already say this.`,
    },
    refused: (count, why) => `${plural(count)} cannot: ${why}`,
    alongToo: (count) => `${plural(count)} that belong to them by renewal will be revoked, too.`,
    overwritten: (count) => `On ${plural(count)}, something else is noted now, which will be replaced.`,
    irrevocable: "Connections with them end at once. This cannot be undone.",
    nothing: "There is nothing to do.",
    confirm: {
      renew: (count) => `Renew ${number(count)}`,
      revoke: (count) => `Revoke ${number(count)}`,
      annotate: (count) => `Change ${number(count)}`,
    },
    started: "The job has started. It goes on if you leave this page.",
  },
};
