import { hasReached } from "../protocol/stage.ts";
import type { Status } from "../protocol/status.ts";
import { afterJob } from "./after-job.ts";
import { wouldLose } from "./leaving.ts";
import type { Occasion } from "./occasion.ts";
import type { RenewalEvent } from "./renewal-event.ts";
import type { Issued, Job, RenewalState, StateOf, Step } from "./renewal-state.ts";

/** The state in which the dialog opens. */
export function initialState(status: Status, occasion: Occasion): RenewalState {
  const shared = { status, job: undefined, failure: undefined, leaving: false };
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
 * The dialog's rules: the state after an event. An event that means nothing in a state leaves it as it is, the same
 * object. Where the new state has another `job`, whoever keeps the state runs it.
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

function onStep(state: RenewalState, event: RenewalEvent): RenewalState {
  switch (state.step) {
    case "check":
      return event.type === "renew"
        ? enter(state, { step: "working", attempt: undefined }, {
            kind: "renew",
            precondition: { kind: "none-pending" },
            attempt: undefined,
          })
        : state;
    case "resume":
    case "elsewhere":
      return onPending(state, event);
    case "save":
    case "password":
    case "import":
    case "proof":
      return onIssued(state, event);
    case "refusal":
    case "working":
    case "done":
    case "closed":
      return state;
  }
}

function onPending(state: StateOf<"resume" | "elsewhere">, event: RenewalEvent): RenewalState {
  const { pending } = state;
  if (event.type === "ask-again") return { ...state, asking: true };
  if (event.type === "decline") return { ...state, asking: false };
  if (event.type === "agree" && state.asking) {
    const attempt = state.step === "elsewhere" ? state.attempt : undefined;
    const precondition = { kind: "replaces", serial: pending.serial } as const;
    return enter(state, { step: "working", attempt }, { kind: "renew", precondition, attempt });
  }
  if (event.type === "carry-on" && state.step === "resume" && hasReached(pending.stage, "password-shown")) {
    const { serial, notAfter, fileName } = pending;
    const kept = { download: "current", revealed: true, passwordKept: true, reported: true } as const;
    return enter(state, { step: "import", issued: { replacement: { serial, notAfter, fileName }, file: undefined, ...kept } });
  }
  return state;
}

function onIssued(state: StateOf<"save" | "password" | "import" | "proof">, event: RenewalEvent): RenewalState {
  const { issued } = state;
  const report: Job = { kind: "report", serial: issued.replacement.serial, stage: "password-shown" };
  switch (state.step) {
    case "save":
      return onSave(state, issued, event);
    case "password":
      if (event.type === "reveal" && !issued.revealed) {
        return { ...state, issued: { ...issued, revealed: true }, job: report, failure: undefined };
      }
      if (event.type === "password-kept") return { ...state, issued: { ...issued, passwordKept: true } };
      if (event.type === "back") return enter(state, { step: "save", issued });
      return event.type === "next" && issued.revealed
        ? enter(state, { step: "import", issued }, issued.reported ? undefined : report)
        : state;
    case "import":
      if (event.type === "back") return beforeImport(state);
      return event.type === "next" ? enter(state, { step: "proof", issued, miss: undefined }, state.job) : state;
    case "proof":
      if (event.type === "back") return enter(state, { step: "import", issued });
      return event.type === "prove" && state.job?.kind !== "prove"
        ? { ...state, miss: undefined, job: { kind: "prove", serial: issued.replacement.serial }, failure: undefined }
        : state;
  }
}

/** Back from the import: to the password in memory, or, where there is none, to what an earlier visit left behind. */
function beforeImport(state: StateOf<"import">): RenewalState {
  if (state.issued.file !== undefined) return enter(state, { step: "password", issued: state.issued });
  const { pending } = state.status;
  return pending === null ? state : enter(state, { step: "resume", pending, asking: false });
}

function onSave(state: StateOf<"save">, issued: Issued, event: RenewalEvent): RenewalState {
  const { file, replacement } = issued;
  const fileInWork = state.job?.kind === "download" || state.job?.kind === "rewrite";
  if (event.type === "next" && issued.download === "current") return enter(state, { step: "password", issued }, state.job);
  if (file === undefined || fileInWork) return state;
  if (event.type === "download") {
    return { ...state, job: { kind: "download", name: replacement.fileName, file }, failure: undefined };
  }
  if (event.type === "choose-profile" && file.profile !== event.profile) {
    const job = { kind: "rewrite", file, profile: event.profile } as const;
    const download = issued.download === "none" ? "none" : "outdated";
    return { ...state, issued: { ...issued, download }, job, failure: undefined };
  }
  return state;
}

/** Goes to a step, with the job that runs there; what failed in the step before is left behind. */
function enter(state: RenewalState, step: Step, job?: Job): RenewalState {
  return { status: state.status, leaving: false, failure: undefined, job, ...step };
}

function closed(state: RenewalState): RenewalState {
  return enter(state, { step: "closed" });
}
