import type { Ledger } from "../../../src/extension/renewals/ledger.ts";
import type { RenewalRecord } from "../../../src/extension/renewals/record.ts";
import type { PendingReplacement } from "../../../src/protocol/status.ts";

/** The current time of these tests, unless they say otherwise. */
export const now = new Date("2026-11-21T09:00:00.000Z");

/** A number of days after (or before) that moment, ISO 8601. */
export function inDays(days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString();
}

/** A record of a certificate with 71 days left that is due, with a test's changes. */
export function aRecord(changes: Partial<RenewalRecord> = {}): RenewalRecord {
  return {
    origin: "https://app.localhost:8443",
    cn: "client28",
    o: "u00000014",
    serial: "4A5B6C7D8E9F00112233445566778899",
    notAfter: inDays(71.5),
    dueFrom: inDays(-19),
    refusal: null,
    explanation: null,
    recoveryPage: "https://recover.localhost:8444/",
    replacement: null,
    provedAt: null,
    retiresAt: null,
    snoozedUntil: null,
    remindedAt: null,
    seenAt: inDays(-1),
    ...changes,
  };
}

/** A replacement at a stage. */
export function aReplacement(stage: PendingReplacement["stage"]): PendingReplacement {
  return {
    serial: "5A00112233445566778899AABBCCDDEE",
    issuedAt: inDays(-1),
    notAfter: inDays(1095),
    fileName: "000123_JP_u00000014_client28.p12",
    stage,
  };
}

/** A ledger of these records without any notification. */
export function aLedger(...records: readonly RenewalRecord[]): Ledger {
  return { records, notifiedAt: null };
}
