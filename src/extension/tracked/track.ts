import type { CertificateInFile } from "../certificate-file/certificate-in-file.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { noteFile } from "../renewals/ledger-changes.ts";
import { isNamed } from "../renewals/record.ts";

/** What became of a certificate that is to be watched. */
export type TrackOutcome =
  | "tracked"
  /** It is watched, and has expired. */
  | "expired"
  /** It expired so long ago that nothing is kept of it. */
  | "over"
  /** The site's service tells of it already. */
  | "told"
  /** It has a name or a number that no record holds. */
  | "not-kept";

/** Watches the expiry of a certificate that the person gave the file of. */
export async function track(origin: string, certificate: CertificateInFile, now: Date): Promise<TrackOutcome> {
  const { records } = await changeLedger((ledger) => noteFile(ledger, origin, certificate, now), now);
  const record = records.find((kept) => isNamed(kept, { origin, serial: certificate.serial }));
  const expired = certificate.notAfter <= now;
  if (record === undefined) return expired ? "over" : "not-kept";
  if (record.file === undefined) return "told";
  return expired ? "expired" : "tracked";
}
