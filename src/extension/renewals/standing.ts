import type { ReplacementStage } from "../../protocol/stage.ts";
import type { RenewalRecord } from "./record.ts";

/** The standing of a certificate's renewal. */
export type Standing =
  /** Nothing to do before the prompt date. */
  | "valid"
  | "due"
  /** The prompt date has passed, but the service does not renew it. */
  | "refused"
  /** A replacement exists but has not been used. */
  | Exclude<ReplacementStage, "first-used">
  /** It has expired without a working replacement. */
  | "expired"
  /** The replacement works. */
  | "proved"
  /** The replacement works, and the certificate itself no longer does. */
  | "retired";

/** The standing of a record's renewal at a moment. */
export function standingOf(record: RenewalRecord, now: Date): Standing {
  const { notAfter, dueFrom, refusal, replacement, retiresAt } = record;
  const has = (moment: string): boolean => Date.parse(moment) <= now.getTime();
  if (replacement?.stage === "first-used" || refusal === "already-renewed") {
    return has(notAfter) || (retiresAt !== null && has(retiresAt)) ? "retired" : "proved";
  }
  if (has(notAfter)) return "expired";
  if (replacement !== null) return replacement.stage;
  if (!has(dueFrom)) return "valid";
  return refusal === null || refusal === "not-due" ? "due" : "refused";
}

/** The steps of a renewal, as shown to people. */
export const renewalSteps = ["renew", "download", "password", "import", "prove"] as const;

/** How many of the steps are done; undefined if there is no renewal to do or done. */
export function stepsDone(standing: Standing): number | undefined {
  switch (standing) {
    case "due":
      return 0;
    case "issued":
      return 1;
    case "fetched":
      return 2;
    case "password-shown":
      return 3;
    case "imported":
      return 4;
    case "proved":
      return renewalSteps.length;
    case "valid":
    case "refused":
    case "expired":
    case "retired":
      return undefined;
  }
}

/** Whether the person needs to act. */
export function wantsAction(standing: Standing): boolean {
  return standing !== "valid" && standing !== "proved" && standing !== "retired";
}
