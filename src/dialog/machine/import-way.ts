import type { PendingReplacement } from "../../protocol/status.ts";
import type { JobResult, PersonEvent } from "./renewal-event.ts";
import type { Issued, Job, RenewalState, Replacement, StateOf, Step } from "./renewal-state.ts";
import type { ReplacementFile } from "./replacement-file.ts";

/**
 * A way for an issued replacement into this computer's key store: all that lies between its issue and its proof. The
 * dialog asks it where to begin, hands over what happens in its steps, and leaves the rest of the renewal as it is.
 *
 * @typeParam Name its steps; each has a component in `step-view.tsx` and a place in `progress.tsx`
 */
export interface ImportWay<Name extends Step["step"]> {
  /** Where a replacement begins that was issued just now. */
  readonly begin: (replacement: Replacement, file: ReplacementFile) => Step;
  /** A replacement that an earlier visit left behind, as it can be gone on with; undefined where nobody can import it any more. */
  readonly resume: (pending: PendingReplacement) => Issued | undefined;
  /**
   * Where one goes on that an earlier visit left behind, and where the way back from the proof leads.
   *
   * @param missed whether another certificate than the replacement arrived there, or none
   */
  readonly revisit: (issued: Issued, missed: boolean) => Step;
  /** The state after what the person does in one of its steps; the last of them goes on to the proof. */
  readonly onPerson: (state: StateOf<Name>, event: PersonEvent) => RenewalState;
  /** The state after a finished job of its own, with the job that follows; the same state after anybody else's. */
  readonly onResult: (state: StateOf<Name | "proof">, job: Job, result: JobResult) => RenewalState;
  /** Whether closing the dialog would lose what the person needs for the import. */
  readonly wouldLose: (state: StateOf<Name | "proof">) => boolean;
}
