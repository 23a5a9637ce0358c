import type { ReplacementStage } from "../../protocol/stage.ts";
import type { RenewalRecord } from "./record.ts";

/** How a certificate's renewal stands. */
export type Standing =
  /** Nothing is to be done before the prompt's moment. */
  | "valid"
  | "due"
  /** The prompt's moment has come, and the service does not renew it. */
  | "refused"
  /** A replacement exists and has not been used. */
  | Exclude<ReplacementStage, "first-used">
  /** It has ended without a replacement that works. */
  | "expired"
  /** The replacement works. */
  | "proved"
  /** The replacement works, and the certificate itself does not any more. */
  | "retired";

/** Where a record's renewal stands at a moment. */
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

/** The steps of a renewal, as a person counts them. */
export const renewalSteps = ["renew", "download", "password", "import", "prove"] as const;

/** How many of the steps are done; undefined where no renewal is to be made or has been made. */
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

/** Whether the person has something to do about it. */
export function wantsAction(standing: Standing): boolean {
  return standing !== "valid" && standing !== "proved" && standing !== "retired";
}
