import type { Status } from "../../protocol/status.ts";

/**
 * Why the dialog opens: to ask for a renewal, to carry on with one, to say that there will be none, or because the
 * person has asked for a certificate in place of one that does not work any more.
 */
export type Occasion = "prompt" | "resume" | "refusal" | "recovery";

/**
 * Decides whether a certificate's status is a reason to speak to the person at all.
 *
 * @returns the occasion, or undefined where nothing is to be shown
 */
export function occasion(status: Status): Exclude<Occasion, "recovery"> | undefined {
  if (status.pending !== null) return status.pending.stage === "first-used" ? undefined : "resume";
  if (!status.due) return undefined;
  switch (status.refusal?.code) {
    case undefined:
      return "prompt";
    case "tenant-closed":
    case "type-not-renewable":
    case "authority-expires-first":
      return "refusal";
    case "already-renewed":
    case "not-due":
      return undefined;
  }
}
