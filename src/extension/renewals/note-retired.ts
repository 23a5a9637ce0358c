import type { Ledger } from "./ledger.ts";
import { standingOf } from "./standing.ts";

/** The ledger after an origin has refused a certificate because its replacement has taken its place for good. */
export function noteRetired(ledger: Ledger, origin: string, now: Date): Ledger {
  const moment = now.toISOString();
  return {
    ...ledger,
    records: ledger.records.map((record) =>
      record.origin === origin && standingOf(record, now) === "proved"
        ? { ...record, retiresAt: moment, seenAt: moment }
        : record,
    ),
  };
}
