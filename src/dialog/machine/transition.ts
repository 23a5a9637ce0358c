import { clockError } from "../../core/clock.ts";
import type { RenewalErrorCode } from "../../protocol/failure.ts";
import { problemCodes } from "../../protocol/problem.ts";
import { hasReached } from "../../protocol/stage.ts";
import { manualImport } from "./manual-import.ts";
import type { Occasion } from "./occasion.ts";
import type { JobEvent, JobResult, PersonEvent, RenewalEvent } from "./renewal-event.ts";
import { enter, type Job, type RenewalState, type StateOf } from "./renewal-state.ts";
import type { RenewalStatus } from "./renewal-status.ts";

/**
 * The state in which the dialog opens.
 *
 * @param now this computer's time when the status arrived
 * @param proof what proves the replacement
 */
export function initialState(
  status: RenewalStatus,
  occasion: Occasion,
  now: Date,
  proof: RenewalState["proof"] = "connection",
): RenewalState {
  const clock = clockError(new Date(status.now), now);
  const shared = { proof, status, clock, job: undefined, failure: undefined, leaving: false };
  switch (occasion) {
    case "prompt":
      return { ...shared, step: "check" };
    case "refusal":
      return { ...shared, step: "refusal" };
    case "recovery":
      return transition({ ...shared, step: "check" }, { type: "renew" });
    case "resume":
      return status.pending === null
        ? { ...shared, step: "check" }
        : { ...shared, step: "resume", pending: status.pending, asking: false };
  }
}

/**
 * The dialog's transitions: the state after an event. An event that does not apply to a state returns the same object.
 * If the new state has a different `job`, the caller runs it.
 */
export function transition(state: RenewalState, event: RenewalEvent): RenewalState {
  if (event.type === "job") return afterJob(state, event);
  if (state.step === "closed") return state;
  if (state.leaving) {
    if (event.type === "leave-anyway") return closed(state);
    return event.type === "stay" || event.type === "leave" ? { ...state, leaving: false } : state;
  }
  if (event.type === "leave") return wouldLose(state) ? { ...state, leaving: true } : closed(state);
  if (event.type === "retry") {
    return state.failure === undefined ? state : { ...state, job: state.failure.job, failure: undefined };
  }
  return onStep(state, event);
}

function onStep(state: RenewalState, event: PersonEvent): RenewalState {
  switch (state.step) {
    case "check":
      return event.type === "renew"
        ? enter(
            state,
            { step: "working", attempt: undefined },
            {
              kind: "renew",
              precondition: { kind: "none-pending" },
              attempt: undefined,
            },
          )
        : state;
    case "resume":
    case "elsewhere":
      return onPending(state, event);
    case "save":
    case "password":
    case "import":
      return manualImport.onPerson(state, event);
    case "proof":
      return onProof(state, event);
    case "refusal":
    case "working":
    case "done":
    case "closed":
      return state;
  }
}

function onPending(state: StateOf<"resume" | "elsewhere">, event: PersonEvent): RenewalState {
  const { pending } = state;
  if (event.type === "ask-again") return { ...state, asking: true };
  if (event.type === "decline") return { ...state, asking: false };
  if (event.type === "agree" && state.asking) {
    const attempt = state.step === "elsewhere" ? state.attempt : undefined;
    const precondition = { kind: "replaces", serial: pending.serial } as const;
    return enter(state, { step: "working", attempt }, { kind: "renew", precondition, attempt });
  }
  const issued = state.step === "resume" ? manualImport.resume(pending) : undefined;
  if (issued === undefined) return state;
  if (event.type === "carry-on") return enter(state, manualImport.revisit(issued, false));
  return event.type === "prove" && hasReached(pending.stage, "imported")
    ? enter(state, { step: "proof", issued, miss: undefined }, { kind: "prove", replacement: issued.replacement })
    : state;
}

function onProof(state: StateOf<"proof">, event: PersonEvent): RenewalState {
  const { issued, miss } = state;
  if (event.type === "back") return enter(state, manualImport.revisit(issued, miss !== undefined));
  return event.type === "prove" && state.job?.kind !== "prove"
    ? { ...state, miss: undefined, job: { kind: "prove", replacement: issued.replacement }, failure: undefined }
    : state;
}

function closed(state: RenewalState): RenewalState {
  return enter(state, { step: "closed" });
}

/** The state after a job's result. The result of an abandoned job changes nothing. */
function afterJob(state: RenewalState, { job, result }: JobEvent): RenewalState {
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
  if (result.type === "progress") return { ...state, part: result.part };
  if (result.type === "renewed") {
    const { replacement, file, clock } = result;
    return { ...enter(state, manualImport.begin(replacement, file)), clock, leaving: state.leaving };
  }
  if (result.type === "taken-elsewhere") {
    return enter(state, { step: "elsewhere", pending: result.pending, asking: false, attempt: state.attempt });
  }
  if (result.type === "failed") {
    const again = job.kind === "renew" ? { ...job, attempt: state.attempt } : job;
    return { ...state, part: undefined, job: undefined, failure: { code: result.code, trace: result.trace, job: again } };
  }
  return state;
}

function afterIssued(state: StateOf<"save" | "password" | "import" | "proof">, job: Job, result: JobResult): RenewalState {
  // The import is reported before the proof, but the proof does not depend on the report.
  if (job.kind === "report" && state.step === "proof" && state.proof === "connection") {
    return { ...state, job: { kind: "prove", replacement: state.issued.replacement } };
  }
  if (result.type === "failed") return { ...state, job: undefined, failure: { code: result.code, trace: result.trace, job } };
  if (result.type === "proved") return enter(state, { step: "done", issued: state.issued });
  if (result.type === "not-proved") {
    return state.step === "proof" ? { ...state, job: undefined, miss: result.miss, clock: result.clock } : state;
  }
  return manualImport.onResult(state, job, result);
}

/**
 * Whether closing the dialog in this state would lose a certificate that was issued, or may have been: its key and
 * password exist only in this dialog's memory.
 */
export function wouldLose(state: RenewalState): boolean {
  switch (state.step) {
    case "working":
      return state.attempt !== undefined && (state.failure === undefined || !isRefusal(state.failure.code));
    case "save":
    case "password":
    case "import":
    case "proof":
      return manualImport.wouldLose(state);
    case "check":
    case "refusal":
    case "resume":
    case "elsewhere":
    case "done":
    case "closed":
      return false;
  }
}

/** Whether the service refused the request; after any other failure it may have issued the certificate anyway. */
function isRefusal(code: RenewalErrorCode): boolean {
  return code !== "internal" && code !== "unavailable" && problemCodes.some((refusal) => refusal === code);
}
