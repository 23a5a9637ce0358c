import type { RenewalStatus } from "../../dialog/machine/renewal-status.ts";
import { hasReached } from "../../protocol/stage.ts";
import type { PendingReplacement } from "../../protocol/status.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import { daysLeftOf } from "../renewals/urgency.ts";

/** What the dialog needs to know of a certificate whose service does not report a status, from its record. */
export function statusOfRecord(record: RenewalRecord, now: Date): RenewalStatus {
  const { cn, o, serial, notAfter } = record;
  return {
    now: now.toISOString(),
    certificate: { cn, o, serial, notAfter, daysLeft: daysLeftOf(record, now) },
    refusal: null,
    explanation: null,
    order: null,
    pending: resumable(record),
    retireAfterDays: null,
  };
}

/** A file whose password was shown may be on the person's computer; any other file is ordered again. */
function resumable({ replacement }: RenewalRecord): PendingReplacement | null {
  // Only the person can tell whether it connects, which is what the step after the import asks.
  return replacement !== null && hasReached(replacement.stage, "password-shown")
    ? { ...replacement, stage: "password-shown" }
    : null;
}
