import type { CertificateInFile } from "../certificate-file/certificate-in-file.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { noteFile } from "../renewals/ledger-changes.ts";
import { isNamed } from "../renewals/record.ts";

/** The outcome of tracking a certificate. */
export type TrackOutcome =
  | "tracked"
  /** It is tracked, but has expired. */
  | "expired"
  /** It expired so long ago that it is not stored. */
  | "long-expired"
  /** The site's service already reports its status. */
  | "reported"
  /** Its name or serial number is not valid in a record. */
  | "not-kept";

/** Tracks the expiry of a certificate whose file the person has added. */
export async function track(origin: string, certificate: CertificateInFile, now: Date): Promise<TrackOutcome> {
  const { records } = await changeLedger((ledger) => noteFile(ledger, origin, certificate, now), now);
  const record = records.find((kept) => isNamed(kept, { origin, issuer: certificate.issuerKey, serial: certificate.serial }));
  const expired = certificate.notAfter <= now;
  if (record === undefined) return expired ? "long-expired" : "not-kept";
  if (record.file === undefined) return "reported";
  return expired ? "expired" : "tracked";
}
