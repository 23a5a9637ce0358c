import type { JobEvent, JobResult } from "./renewal-event.ts";
import type { Issued, Job, RenewalState, StateOf } from "./renewal-state.ts";

/** The state after a job's result. A result of a job that has been given up since changes nothing. */
export function afterJob(state: RenewalState, { job, result }: JobEvent): RenewalState {
  if (state.job !== job || state.step === "closed") return state;
  switch (state.step) {
    case "working":
      return afterRenewal(state, job, result);
    case "save":
    case "password":
    case "import":
    case "proof":
      return afterIssued(state, job, result);
    case "check":
    case "refusal":
    case "resume":
    case "elsewhere":
    case "done":
      return state;
  }
}

function afterRenewal(state: StateOf<"working">, job: Job, result: JobResult): RenewalState {
  const idle = { status: state.status, leaving: false, job: undefined, failure: undefined };
  if (result.type === "prepared") return { ...state, attempt: result.attempt };
  if (result.type === "renewed") {
    const { replacement, file } = result;
    const kept = { download: "none", revealed: false, passwordKept: false, reported: false } as const;
    return { ...idle, leaving: state.leaving, step: "save", issued: { replacement, file, ...kept } };
  }
  if (result.type === "taken-elsewhere") {
    return { ...idle, step: "elsewhere", pending: result.pending, asking: false, attempt: state.attempt };
  }
  if (result.type === "failed") {
    const again = job.kind === "renew" ? { ...job, attempt: state.attempt } : job;
    return { ...state, job: undefined, failure: { code: result.code, job: again } };
  }
  return state;
}

function afterIssued(state: StateOf<"save" | "password" | "import" | "proof">, job: Job, result: JobResult): RenewalState {
  const { issued } = state;
  const withIssued = (changes: Partial<Issued>, next?: Job): RenewalState => ({
    ...state,
    issued: { ...issued, ...changes },
    job: next,
  });
  switch (result.type) {
    case "rewritten":
      return withIssued({ file: result.file });
    case "downloaded":
      return withIssued(
        { download: "current" },
        { kind: "report", serial: issued.replacement.serial, stage: "fetched" },
      );
    case "reported":
      return withIssued(result.stage === "password-shown" ? { reported: true } : {});
    case "proved":
      return { status: state.status, leaving: false, job: undefined, failure: undefined, step: "done", issued };
    case "not-proved":
      return state.step === "proof" ? { ...state, job: undefined, miss: result.miss } : state;
    case "failed":
      return { ...state, job: undefined, failure: { code: result.code, job } };
    case "prepared":
    case "renewed":
    case "taken-elsewhere":
      return state;
  }
}
