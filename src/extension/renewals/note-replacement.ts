import type { PendingReplacement } from "../../protocol/status.ts";
import type { Ledger } from "./ledger.ts";
import { isNamed, type RecordName } from "./record.ts";

/** The ledger after a service that tells no status has issued a record's replacement; the same one again stays as far as it is. */
export function noteReplacement(ledger: Ledger, name: RecordName, replacement: PendingReplacement): Ledger {
  return {
    ...ledger,
    records: ledger.records.map((record) =>
      isNamed(record, name) && record.replacement?.serial !== replacement.serial ? { ...record, replacement } : record,
    ),
  };
}
