import type { Issued, RenewalState } from "../dialog/machine/renewal-state.ts";
import type { WatchEvent } from "./watch-event.ts";

/** The event for a change of the dialog's state, without any secrets of that state. */
export function eventOf(before: RenewalState, after: RenewalState): WatchEvent | undefined {
  if (after.step === "closed") return before.step === "done" ? undefined : { type: "dismissed" };
  if (after.failure !== undefined && after.failure !== before.failure) return { type: "failed", code: after.failure.code };
  if (after.step === "proof" && after.miss !== undefined && (before.step !== "proof" || before.miss !== after.miss)) {
    return { type: "failed", code: after.miss.kind };
  }
  const issued = issuedIn(after);
  if (issued === undefined) return undefined;
  const { serial, notAfter } = issued.replacement;
  if (before.step === "working") return { type: "issued", serial, notAfter };
  if (after.step === "done" && before.step !== "done") return { type: "proved", serial };
  const downloaded = issued.download === "current" && issuedIn(before)?.download !== "current";
  return downloaded && after.job?.kind === "report" ? { type: "downloaded", serial } : undefined;
}

function issuedIn(state: RenewalState): Issued | undefined {
  return "issued" in state ? state.issued : undefined;
}
