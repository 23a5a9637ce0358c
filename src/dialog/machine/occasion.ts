import type { Status } from "../../protocol/status.ts";

/**
 * Why the dialog opens: to offer a renewal, to resume one, to explain why there is none, or to recover a certificate
 * that no longer works.
 */
export type Occasion = "prompt" | "resume" | "refusal" | "recovery";

/**
 * Decides whether a certificate's status is a reason to open the dialog.
 *
 * @returns the occasion, or undefined if there is nothing to show
 */
export function occasion(status: Status): Exclude<Occasion, "recovery"> | undefined {
  if (status.pending !== null) return status.pending.stage === "first-used" ? undefined : "resume";
  if (!status.due) return undefined;
  const code = status.refusal?.code;
  if (code === undefined) return "prompt";
  // Every other reason is one that the person can do something about.
  return code === "already-renewed" || code === "not-due" ? undefined : "refusal";
}
