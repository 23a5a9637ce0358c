import { enter } from "./enter.ts";
import { manualImport } from "./manual-import.ts";
import type { JobEvent, JobResult } from "./renewal-event.ts";
import type { Job, RenewalState, StateOf } from "./renewal-state.ts";

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
  if (result.type === "prepared") return { ...state, attempt: result.attempt };
  if (result.type === "renewed") {
    const { replacement, file, clock } = result;
    return { ...enter(state, manualImport.begin(replacement, file)), clock, leaving: state.leaving };
  }
  if (result.type === "taken-elsewhere") {
    return enter(state, { step: "elsewhere", pending: result.pending, asking: false, attempt: state.attempt });
  }
  if (result.type === "failed") {
    const again = job.kind === "renew" ? { ...job, attempt: state.attempt } : job;
    return { ...state, job: undefined, failure: { code: result.code, trace: result.trace, job: again } };
  }
  return state;
}

function afterIssued(state: StateOf<"save" | "password" | "import" | "proof">, job: Job, result: JobResult): RenewalState {
  // The report of the import comes before the proof, which needs no such report to succeed.
  if (job.kind === "report" && state.step === "proof" && state.proof === "connection") {
    return { ...state, job: { kind: "prove", serial: job.serial } };
  }
  if (result.type === "failed") return { ...state, job: undefined, failure: { code: result.code, trace: result.trace, job } };
  if (result.type === "proved") return enter(state, { step: "done", issued: state.issued });
  if (result.type === "not-proved") {
    return state.step === "proof" ? { ...state, job: undefined, miss: result.miss, clock: result.clock } : state;
  }
  return manualImport.onResult(state, job, result);
}
