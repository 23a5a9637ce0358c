import { hasReached } from "../../protocol/stage.ts";
import type { PendingReplacement, Status } from "../../protocol/status.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import { daysLeftOf } from "../renewals/urgency.ts";

/** A synthetic status, from its record, of a certificate whose service does not report one. */
export function statusOfRecord(record: RenewalRecord, now: Date): Status {
  const { origin, cn, o, serial, notAfter, dueFrom } = record;
  return {
    now: now.toISOString(),
    certificate: { cn, o, serial, notBefore: dueFrom, notAfter, daysLeft: daysLeftOf(record, now) },
    refusal: null,
    explanation: null,
    due: true,
    window: { from: dueFrom, prompt: dueFrom, until: notAfter },
    askAgainAfter: 0,
    keyKind: "RSA-2048",
    pending: resumable(record),
    retireAfterDays: null,
    recoveryPage: null,
    proofUrl: origin,
  };
}

/** A file whose password was shown may be on the person's computer; any other file is ordered again. */
function resumable({ replacement }: RenewalRecord): PendingReplacement | null {
  // Only the person can tell whether it connects, which is what the step after the import asks.
  return replacement !== null && hasReached(replacement.stage, "password-shown")
    ? { ...replacement, stage: "password-shown" }
    : null;
}
