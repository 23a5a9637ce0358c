import { problemCodes } from "../../protocol/problem.ts";
import { manualImport } from "./manual-import.ts";
import type { RenewalErrorCode } from "./renewal-error.ts";
import type { RenewalState } from "./renewal-state.ts";

/**
 * Whether closing the dialog at this moment would lose a certificate that exists, or may exist: its key and its
 * password live in this dialog's memory only.
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

/** Whether the service said no; any other failure leaves open whether it has issued the certificate all the same. */
function isRefusal(code: RenewalErrorCode): boolean {
  return code !== "internal" && code !== "unavailable" && problemCodes.some((refusal) => refusal === code);
}
