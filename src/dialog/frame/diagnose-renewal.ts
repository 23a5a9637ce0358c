import type { Diagnosed } from "../../ui/diagnosis.ts";
import type { RenewalState } from "../machine/renewal-state.ts";

/** The diagnosis of a renewal for the support desk: its state and its failure, without secrets. */
export function diagnoseRenewal(state: RenewalState): Diagnosed {
  const { certificate, pending } = state.status;
  const issued = "issued" in state ? state.issued.replacement : undefined;
  const other = "pending" in state ? state.pending : pending;
  const miss = state.step === "proof" ? state.miss : undefined;
  return {
    step: state.leaving ? `${state.step}/leaving` : state.step,
    stage: other === null || (issued !== undefined && issued.serial !== other.serial) ? undefined : other.stage,
    job: state.failure?.job.kind ?? state.job?.kind,
    error: state.failure?.code ?? (state.step === "refusal" ? state.status.refusal?.code : undefined),
    trace: state.failure?.trace,
    miss: miss?.kind,
    seen: miss?.seen?.serial,
    old: certificate.serial,
    new: issued?.serial ?? other?.serial,
    days: certificate.daysLeft,
  };
}
