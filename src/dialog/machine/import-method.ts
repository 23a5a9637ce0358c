import type { PendingReplacement } from "../../protocol/status.ts";
import type { JobResult, PersonEvent } from "./renewal-event.ts";
import type { Issued, Job, RenewalState, Replacement, StateOf, Step } from "./renewal-state.ts";
import type { ReplacementFile } from "./replacement-file.ts";

/**
 * How an issued replacement gets into this computer's key store: everything between its issue and its proof. The dialog
 * asks it for the first step and passes on the events of its steps; the rest of the renewal does not depend on it.
 *
 * @typeParam Name its steps; each has a component in `step-view.tsx` and a position in `progress.tsx`
 */
export interface ImportMethod<Name extends Step["step"]> {
  /** The first step of a replacement that was just issued. */
  readonly begin: (replacement: Replacement, file: ReplacementFile) => Step;
  /** A pending replacement of an earlier visit, ready to be continued; undefined if it can no longer be imported. */
  readonly resume: (pending: PendingReplacement) => Issued | undefined;
  /**
   * The step at which a replacement of an earlier visit continues, and to which "back" leads from the proof.
   *
   * @param missed whether a proof was attempted and did not see the replacement
   */
  readonly revisit: (issued: Issued, missed: boolean) => Step;
  /** The state after the person's event in one of its steps; the last step leads to the proof. */
  readonly onPerson: (state: StateOf<Name>, event: PersonEvent) => RenewalState;
  /** The state after one of its jobs has finished, with the next job; the same state after any other job. */
  readonly onResult: (state: StateOf<Name | "proof">, job: Job, result: JobResult) => RenewalState;
  /** Whether closing the dialog would lose what the person needs for the import. */
  readonly wouldLose: (state: StateOf<Name | "proof">) => boolean;
}
