import type { ListedReason } from "../../core/revocation-reason.ts";

/** A certificate in the index of `openssl ca`. */
export interface IndexedCertificate {
  /** In hexadecimal, as the index names the certificate's file. */
  readonly serial: string;
  /** As OpenSSL prints it: `/C=JP/O=u00000014/CN=client28`. */
  readonly subject: string;
  /** Undefined if it is unknown. */
  readonly notAfter: Date | undefined;
  readonly revocation: { readonly at: Date; readonly reason: ListedReason } | undefined;
}

/** OpenSSL does not sign a list if its index contains any other reason. */
const reasons: Readonly<Record<ListedReason, string>> = {
  unspecified: "unspecified",
  "key-compromise": "keyCompromise",
  "affiliation-changed": "affiliationChanged",
  superseded: "superseded",
  "cessation-of-operation": "cessationOfOperation",
  "privilege-withdrawn": "unspecified",
  "ca-compromise": "CACompromise",
  "certificate-hold": "certificateHold",
  "aa-compromise": "unspecified",
};

/** For a revoked certificate whose expiry is unknown, so that it stays in the lists. */
const never = new Date("9999-12-31T23:59:59Z");

/** The row of a certificate: state, expiry, revocation, serial number, file and subject, with tabs between them. */
export function indexRow({ serial, subject, notAfter = never, revocation }: IndexedCertificate, now: Date): string {
  const revoked = revocation === undefined ? "" : `${moment(revocation.at)},${reasons[revocation.reason]}`;
  const state = revocation !== undefined ? "R" : notAfter < now ? "E" : "V";
  return [state, moment(notAfter), revoked, serial, "unknown", subject].join("\t");
}

/** A time in the form of X.509: two digits of the year until 2049 (RFC 5280, section 4.1.2.5). */
function moment(at: Date): string {
  const text = at.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return at.getUTCFullYear() >= 1950 && at.getUTCFullYear() < 2050 ? text.slice(2) : text;
}
