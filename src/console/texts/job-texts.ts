import type { AnyJobAct, Job, JobRowState } from "../../protocol/console/jobs.ts";

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
    readonly columns: { readonly number: string; readonly cn: string; readonly state: string; readonly result: string };
    readonly states: Readonly<Record<JobRowState, string>>;
    readonly issued: string;
  };
  readonly several: {
    readonly label: string;
    readonly headings: Readonly<Record<"renew" | "revoke" | "annotate", (count: number) => string>>;
    readonly buttons: Readonly<Record<"renew" | "revoke" | "annotate", string>>;
    readonly along: string;
    readonly annotate: { readonly lead: string; readonly remark: string; readonly device: string; readonly nothing: string };
    readonly next: string;
    readonly change: string;
    readonly judging: string;
    readonly will: Readonly<Record<"renew" | "revoke" | "annotate", (count: number) => string>>;
    readonly unchanged: Readonly<Record<"renew" | "revoke" | "annotate", (count: number) => string>>;
    readonly refused: (count: number, why: string) => string;
    readonly alongToo: (count: number) => string;
    readonly overwritten: (count: number) => string;
    readonly irrevocable: string;
    readonly nothing: string;
    readonly confirm: Readonly<Record<"renew" | "revoke" | "annotate", (count: number) => string>>;
    readonly started: string;
  };
}
