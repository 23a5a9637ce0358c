import type { Ledger } from "./ledger.ts";
import { noteFile } from "./note-file.ts";
import { isNamed, type RecordName } from "./record.ts";

/** The ledger after the person has seen the replacement of a file's certificate connect: from here on that one is watched. */
export function noteConfirmed(ledger: Ledger, name: RecordName, now: Date): Ledger {
  const record = ledger.records.find((other) => isNamed(other, name));
  if (record?.file === undefined || record.replacement === null) return ledger;
  const { serial, notAfter } = record.replacement;
  const { cn, o, file } = record;
  return noteFile(ledger, name.origin, { cn, o, serial, issuer: file.issuer, notAfter: new Date(notAfter) }, now);
}
