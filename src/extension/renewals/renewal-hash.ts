import type { RecordName } from "./record.ts";

/** The part of the options page's address that names the record whose renewal it is to show. */
export function renewalHash({ origin, serial }: RecordName): string {
  return `#${String(new URLSearchParams({ origin, serial }))}`;
}

/** The record that the options page's address names; undefined where it names none. */
export function readRenewalHash(hash: string): RecordName | undefined {
  const named = new URLSearchParams(hash.slice(1));
  const [origin, serial] = [named.get("origin"), named.get("serial")];
  return origin === null || serial === null ? undefined : { origin, serial };
}
