import type { IssuedIdentity } from "../../protocol/console/certificates.ts";

/** The certificates that are selected, by `nameOf`. */
export type Selection = ReadonlyMap<string, IssuedIdentity>;

/** What identifies a certificate within the page. */
export function nameOf({ issuer, serial }: IssuedIdentity): string {
  return `${issuer}-${serial}`;
}

/** The selection with these certificates, or without them. */
export function withChosen(selection: Selection, certificates: readonly IssuedIdentity[], chosen: boolean): Selection {
  const changed = new Map(selection);
  for (const certificate of certificates) {
    const { issuer, serial } = certificate;
    if (chosen) changed.set(nameOf(certificate), { issuer, serial });
    else changed.delete(nameOf(certificate));
  }
  return changed;
}
