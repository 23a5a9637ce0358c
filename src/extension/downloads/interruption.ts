import type { RenewalErrorCode } from "../../protocol/failure.ts";

/** The reasons of a browser for an interrupted download that do not lie with the disk; the same names in every browser. */
const codes: Readonly<Record<string, RenewalErrorCode>> = {
  USER_CANCELED: "download-cancelled",
  FILE_BLOCKED: "download-forbidden",
  FILE_SECURITY_CHECK_FAILED: "download-forbidden",
  FILE_VIRUS_INFECTED: "download-forbidden",
};

/** The code for a download that the browser interrupted, by the browser's reason. */
export function codeOfInterruption(reason: string): RenewalErrorCode {
  return codes[reason] ?? "download-failed";
}

/** Whether the person cancelled the question where to save a file, which the browser reports as an error of the start. */
export function cancelledBefore(cause: unknown): boolean {
  return cause instanceof Error && /cancell?ed by the user|USER_CANCELED/i.test(cause.message);
}
