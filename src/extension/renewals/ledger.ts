import * as v from "valibot";
import { dayInMilliseconds } from "../../core/days.ts";
import { RenewalRecord } from "./record.ts";

/** So many records are kept; a person has a handful. */
const mostRecords = 40;

/** So long a record outlives its certificate, in milliseconds: whoever comes back from a long leave is still told. */
const afterlife = 90 * dayInMilliseconds;

/** Everything that the extension remembers of renewals. */
export interface Ledger {
  readonly records: readonly RenewalRecord[];
  /** When a notification was last shown, of whichever certificate; ISO 8601. */
  readonly notifiedAt: string | null;
}

const Stored = v.object({
  records: v.fallback(v.array(v.unknown()), []),
  notifiedAt: v.fallback(v.nullable(v.pipe(v.string(), v.isoTimestamp())), null),
});

/** Reads a stored ledger. A record that is damaged is left out: the next login writes it anew. */
export function readLedger(stored: unknown): Ledger {
  const read = v.safeParse(Stored, stored);
  if (!read.success) return { records: [], notifiedAt: null };
  const { records, notifiedAt } = read.output;
  return { records: records.filter((record) => v.is(RenewalRecord, record)), notifiedAt };
}

/** The ledger without what is over for long, and without the longest unseen of too many. */
export function trimmed({ records, notifiedAt }: Ledger, now: Date): Ledger {
  const kept = records
    .filter(({ notAfter }) => Date.parse(notAfter) + afterlife > now.getTime())
    .toSorted((one, other) => Date.parse(other.seenAt) - Date.parse(one.seenAt))
    .slice(0, mostRecords);
  return { records: kept, notifiedAt };
}
