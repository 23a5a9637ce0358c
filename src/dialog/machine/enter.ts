import type { Job, RenewalState, Step } from "./renewal-state.ts";

/** Goes to a step, with the job that runs there; what failed in the step before is left behind. */
export function enter(state: RenewalState, step: Step, job?: Job): RenewalState {
  const { proof, status, clock } = state;
  return { proof, status, clock, leaving: false, failure: undefined, job, ...step };
}
