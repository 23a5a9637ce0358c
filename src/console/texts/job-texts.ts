import type { AnyJobAct, ForetoldAct, Job, JobRowState } from "../../protocol/console/jobs.ts";

/** A sentence with a number for each act. */
type Numbered = Readonly<Record<ForetoldAct["kind"], (count: number) => string>>;

/** The texts of what is done to several certificates, which are loaded with their screens. */
export interface JobTexts {
  readonly heading: string;
  readonly lead: string;
  readonly empty: string;
  readonly total: (count: number) => string;
  readonly columns: {
    readonly act: string;
    readonly state: string;
    readonly progress: string;
    readonly by: string;
    readonly startedAt: string;
  };
  /** In place of an account. */
  readonly operators: string;
  readonly acts: Readonly<Record<AnyJobAct["kind"], string>>;
  readonly states: Readonly<Record<Job["state"], string>>;
  readonly progress: (finished: number, total: number) => string;
  readonly counts: (job: Pick<Job, "done" | "refused" | "skipped">) => string;
  /** Why a job waits, and until when. */
  readonly paused: (why: string, until: string) => string;
  readonly stoppedBy: (account: string) => string;
  readonly stoppedByService: string;
  readonly back: string;
  readonly results: string;
  /** The list of the certificates that a job has issued. */
  readonly issued: string;
  readonly files: string;
  readonly stop: {
    readonly button: string;
    readonly question: string;
    readonly lead: (left: number) => string;
    readonly confirm: string;
    readonly done: string;
  };
  readonly rows: {
    readonly label: string;
    readonly filter: string;
    readonly any: string;
    readonly none: string;
    readonly columns: {
      readonly number: string;
      readonly line: string;
      readonly cn: string;
      readonly state: string;
      readonly result: string;
    };
    readonly states: Readonly<Record<JobRowState, string>>;
    readonly issued: string;
  };
  readonly several: {
    readonly label: string;
    /** What is done with all that a search finds, of which nobody has selected any. */
    readonly labelFound: string;
    readonly orderFound: (count: number) => string;
    readonly headings: Numbered;
    readonly buttons: Readonly<Record<ForetoldAct["kind"], string>>;
    readonly along: string;
    readonly annotate: { readonly lead: string; readonly remark: string; readonly device: string; readonly nothing: string };
    readonly next: string;
    readonly change: string;
    readonly judging: string;
    readonly will: Numbered;
    readonly unchanged: Numbered;
    readonly refused: (count: number, why: string) => string;
    readonly alongToo: (count: number) => string;
    readonly overwritten: Numbered;
    readonly irrevocable: string;
    readonly nothing: string;
    readonly confirm: Numbered;
    readonly started: string;
    readonly codes: {
      readonly lead: string;
      readonly issued: (count: number) => string;
      readonly once: string;
      readonly save: string;
    };
  };
}
