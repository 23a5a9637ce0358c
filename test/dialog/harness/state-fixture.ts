import type { Attempt } from "../../../src/dialog/machine/attempt.ts";
import type { JobResult, RenewalEvent } from "../../../src/dialog/machine/renewal-event.ts";
import type { RenewalState, StateOf, Step } from "../../../src/dialog/machine/renewal-state.ts";
import type { ReplacementFile } from "../../../src/dialog/machine/replacement-file.ts";
import { initialState, transition } from "../../../src/dialog/machine/transition.ts";
import { statusDue } from "./status-fixture.ts";

export const attempt: Attempt = {
  privateKey: Uint8Array.of(1),
  request: Uint8Array.of(2),
  password: "aaaa-bbbb-cccc-dddd-eeee-ffff",
};
export const replacement = { serial: "5A01", notAfter: "2029-11-20T00:00:00.000Z", fileName: "000042_JP_u00000014_client28.p12" };
export const file: ReplacementFile = {
  attempt,
  certificates: [],
  profile: "modern",
  serial: replacement.serial,
  notAfter: new Date(replacement.notAfter),
  file: Uint8Array.of(3),
};

/** The state after some events. */
export function after(state: RenewalState, ...events: readonly RenewalEvent[]): RenewalState {
  return events.reduce(transition, state);
}

/** The state after the results of each state's running job. */
export function afterResults(state: RenewalState, ...results: readonly JobResult[]): RenewalState {
  return results.reduce((current, result) => {
    if (current.job === undefined) throw new Error(`No job is running in step ${current.step}.`);
    return transition(current, { type: "job", job: current.job, result });
  }, state);
}

/** The state, narrowed to this step; throws if it is in another. */
export function inStep<Name extends Step["step"]>(state: RenewalState, name: Name): StateOf<Name> {
  if (!isIn(state, name)) throw new Error(`The step is ${state.step}, not ${name}.`);
  return state;
}

function isIn<Name extends Step["step"]>(state: RenewalState, name: Name): state is StateOf<Name> {
  return state.step === name;
}

/** The time of both the computer and the service. */
export const now = new Date();
export const checking = initialState(statusDue(now), "prompt", now);
export const working = after(checking, { type: "renew" });
export const prepared = afterResults(working, { type: "prepared", attempt });
export const saving = afterResults(prepared, { type: "renewed", replacement, file, clock: undefined });
export const hidden = afterResults(
  after(saving, { type: "download" }),
  { type: "downloaded", as: "saved" },
  { type: "reported", stage: "fetched" },
);
/** Back at the save step, after the download. */
export const saved = after(hidden, { type: "back" });
export const revealed = afterResults(after(hidden, { type: "reveal" }), { type: "reported", stage: "password-shown" });
export const kept = after(revealed, { type: "password-kept" });
export const importing = after(kept, { type: "next" });
export const proving = after(importing, { type: "next" });
