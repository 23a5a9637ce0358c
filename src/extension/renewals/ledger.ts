import * as v from "valibot";
import { dayInMilliseconds } from "../../core/days.ts";
import { RenewalRecord } from "./record.ts";

/** The maximum number of records; a person has a handful. */
const maxRecords = 40;

/** How long a record is kept after its certificate's expiry, in milliseconds, for people who return from a long absence. */
const retention = 90 * dayInMilliseconds;

/** Everything that the extension stores about renewals. */
export interface Ledger {
  readonly records: readonly RenewalRecord[];
  /** When a notification was last shown, for any certificate; ISO 8601. */
  readonly notifiedAt: string | null;
}

const Stored = v.object({
  records: v.fallback(v.array(v.unknown()), []),
  notifiedAt: v.fallback(v.nullable(v.pipe(v.string(), v.isoTimestamp())), null),
});

/** Reads a stored ledger. Invalid records are skipped: the next login writes them again. */
export function readLedger(stored: unknown): Ledger {
  const read = v.safeParse(Stored, stored);
  if (!read.success) return { records: [], notifiedAt: null };
  const { records, notifiedAt } = read.output;
  return { records: records.filter((record) => v.is(RenewalRecord, record)), notifiedAt };
}

/** Removes records past their retention, and the least recently seen ones over the limit. */
export function trimmed({ records, notifiedAt }: Ledger, now: Date): Ledger {
  const kept = records
    .filter(({ notAfter }) => Date.parse(notAfter) + retention > now.getTime())
    .toSorted((one, other) => Date.parse(other.seenAt) - Date.parse(one.seenAt))
    .slice(0, maxRecords);
  return { records: kept, notifiedAt };
}
