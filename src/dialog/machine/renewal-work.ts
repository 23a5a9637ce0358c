import { prepareAttempt } from "./attempt.ts";
import { writeReplacementFile } from "./replacement-file.ts";

/** What handles keys and .p12 files, a quarter of the dialog's size: where size matters it is loaded when it is needed. */
export interface RenewalWork {
  readonly prepareAttempt: typeof prepareAttempt;
  readonly writeReplacementFile: typeof writeReplacementFile;
}

/** Loads it. @throws RenewalError */
export type LoadWork = () => Promise<RenewalWork>;

export const renewalWork: RenewalWork = { prepareAttempt, writeReplacementFile };
