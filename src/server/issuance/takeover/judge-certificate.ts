import { equalBytes, type Bytes } from "../../../core/bytes.ts";
import { KoshinError } from "../../../core/errors.ts";
import { parseCertificate, type Certificate } from "../../../core/x509/certificate.ts";
import { isAuthority } from "../../../core/x509/is-authority.ts";
import { authorityKeyIdentifier } from "../../../core/x509/key-identifiers.ts";
import { signingAlgorithm } from "../../../core/x509/public-key.ts";
import type { CertifyingAuthority } from "../../authority/certifying-authority.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import type { Holder } from "../../settings/subjects.ts";
import { keyFingerprint } from "../certifiable-key.ts";
import type { IssuerSearch } from "./certificate-issuer.ts";
import { readHolder, type HolderRule } from "./holder.ts";
import { ImportRefusal } from "./import-refusal.ts";
import { requireSerial } from "./require-serial.ts";

/** A certificate that can be a predecessor: an authority of this service has signed it. */
export interface Predecessor extends Holder {
  readonly authority: CertifyingAuthority;
  /** The identifier of the authority's key. */
  readonly issuer: string;
  readonly serial: string;
  /** DER. */
  readonly der: Bytes;
  /** Its subject's Name, DER. */
  readonly subject: Bytes;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spkiSha256: string;
}

/**
 * Judges a certificate as a predecessor. What old authorities left is accepted if its signature is right: with keys of
 * RSA-1024 and more, signatures with SHA-1, version 1, no or any extended key usage.
 *
 * @throws ImportRefusal
 */
export async function judgeCertificate(der: Bytes, issuers: IssuerSearch, rule: HolderRule): Promise<Predecessor> {
  try {
    const read = readNoAuthority(der, issuers);
    return predecessor(read, await issuers.find(der, read.issuer, () => authorityKeyIdentifier(der)), rule);
  } catch (cause) {
    if (cause instanceof KoshinError) throw new ImportRefusal("malformed", { cause });
    throw cause;
  }
}

/** A certificate of a person or program has one of a few kilobytes. */
const longest = 32 * 1024;

function readNoAuthority(der: Bytes, issuers: IssuerSearch): Certificate {
  if (der.length > longest) throw new ImportRefusal("too-large");
  const read = parseCertificate(der);
  const { issuer, serial, subjectDer, spki } = read;
  requireSerial(serial);
  if (isAuthority(der) || equalBytes(issuer, subjectDer)) {
    throw new ImportRefusal(issuers.has(subjectDer, spki) ? "authority-known" : "is-authority");
  }
  return read;
}

/** @param authority the one that has signed it */
function predecessor(
  { der, serial, subjectDer: subject, notBefore, notAfter, spki }: Certificate,
  authority: CertifyingAuthority,
  rule: HolderRule,
): Predecessor {
  if (!isAcceptedKey(spki)) throw new ImportRefusal("key-unsupported");
  if (notAfter < notBefore) throw new ImportRefusal("dates-wrong");
  const holder = readHolder(subject, rule);
  const facts = { issuer: issuerId(authority), serial, der, subject, notBefore, notAfter };
  return { ...holder, ...facts, authority, spkiSha256: keyFingerprint(spki) };
}

/** RSA of 1024 to 4096 bits, the curves P-256, P-384 and P-521, and Ed25519. */
function isAcceptedKey(spki: Bytes): boolean {
  const algorithm = signingAlgorithm(spki);
  return algorithm !== undefined && (!("bits" in algorithm) || (algorithm.bits >= 1024 && algorithm.bits <= 4096));
}
