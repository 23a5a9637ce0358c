import type { RecordName } from "./record.ts";

/** The hash of the options page's URL that selects the record whose renewal to show. */
export function renewalHash({ origin, issuer, serial }: RecordName): string {
  return `#${String(new URLSearchParams({ origin, ...(issuer !== undefined && { issuer }), serial }))}`;
}

/** The record selected by the options page's URL, if any. */
export function readRenewalHash(hash: string): RecordName | undefined {
  const named = new URLSearchParams(hash.slice(1));
  const [origin, serial] = [named.get("origin"), named.get("serial")];
  return origin === null || serial === null ? undefined : { origin, issuer: named.get("issuer") ?? undefined, serial };
}
