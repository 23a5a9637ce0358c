import type { Ledger } from "./ledger.ts";
import { isNamed, type RecordName } from "./record.ts";

/** The ledger without a record. */
export function forget(ledger: Ledger, name: RecordName): Ledger {
  return { ...ledger, records: ledger.records.filter((record) => !isNamed(record, name)) };
}
