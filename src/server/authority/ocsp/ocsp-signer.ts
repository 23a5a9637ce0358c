import { createPrivateKey, KeyObject, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { equalBytes, type Bytes } from "../../../core/bytes.ts";
import { clockSkew } from "../../../core/clock.ts";
import { dayInMilliseconds } from "../../../core/days.ts";
import { DerReader, enterDer } from "../../../core/der/read.ts";
import { tag } from "../../../core/der/tag.ts";
import { element, nullValue, oid, sequence, setOf, utf8String } from "../../../core/der/write.ts";
import { parseCertificate } from "../../../core/x509/certificate.ts";
import { exportPublicKey, generateKeyPair } from "../../../core/x509/key-pair.ts";
import { decodePem, encodePem } from "../../../core/x509/pem.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { replacePrivateFile } from "../../system/private-file.ts";
import { readDataFileIfThere } from "../../system/read-data-file.ts";
import { intermediatesOf, type IssuingAuthority } from "../authority.ts";
import { findFault } from "../certification-path.ts";
import { issuerId } from "../issuer-id.ts";
import { encryptKey } from "../signing/key-file.ts";
import { randomSerial } from "../signing/serial.ts";
import { extension, signCertificate } from "../signing/sign-certificate.ts";
import { signingKey, type SigningKey } from "../signing/signing-key.ts";

/** Short, because nobody checks whether the certificate has been revoked. */
const validDays = 14;
/** How long before its end another one is made. */
const renewalDays = 7;
/** How long before its end another one should have been made. */
const lateDays = 6;

const ocspSigning = "1.3.6.1.5.5.7.3.9";
const commonName = "2.5.4.3";

/** Who signs the states of an authority's certificates in its place (RFC 6960, section 4.2.2.2). */
export interface OcspSigner {
  readonly signingKey: SigningKey;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  /** Its certificate and those above it without the root, DER. */
  readonly certificates: readonly Bytes[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Whether a signer may sign at a moment. */
export function isValid({ notBefore, notAfter }: Pick<OcspSigner, "notBefore" | "notAfter">, now: Date): boolean {
  return notBefore <= now && now < notAfter;
}

/** Whether a signer is to be replaced; one that ends with its authority cannot be. */
export function endsSoon(
  { notAfter }: Pick<OcspSigner, "notAfter">,
  authority: Pick<IssuingAuthority, "notAfter">,
  now: Date,
  days = renewalDays,
): boolean {
  return notAfter.getTime() - now.getTime() < days * dayInMilliseconds && notAfter < authority.notAfter;
}

/** Whether a signer should have been replaced some time ago. */
export function isLate(signer: OcspSigner, authority: IssuingAuthority, now: Date): boolean {
  return endsSoon(signer, authority, now, lateDays);
}

/**
 * Reads an authority's signer from the data folder.
 *
 * @returns undefined if there is none, its key does not open, or it is not of this authority
 * @throws OperatorError `file-unreadable`
 */
export async function readOcspSigner(
  files: Pick<DataFolder["authority"], "folder">,
  authority: IssuingAuthority,
  passphrase: string,
): Promise<OcspSigner | undefined> {
  const text = await readDataFileIfThere(fileOf(files, authority));
  return text === undefined ? undefined : parse(text, authority, passphrase);
}

/**
 * Makes a signer, with a key of its own, and replaces the authority's former one in the data folder.
 *
 * @throws what the authority's signature throws, and the errors of the operating system
 */
export async function makeOcspSigner(
  files: Pick<DataFolder["authority"], "folder">,
  authority: IssuingAuthority,
  passphrase: string,
  now: Date,
): Promise<OcspSigner> {
  const keys = await generateKeyPair("P-256");
  const seconds = (milliseconds: number): Date => new Date(Math.floor(milliseconds / 1000) * 1000);
  const end = seconds(now.getTime() + validDays * dayInMilliseconds);
  const plan = { serial: randomSerial(), spki: await exportPublicKey(keys), subject: subjectUnder(authority.issuerName) };
  const notBefore = seconds(now.getTime() - clockSkew);
  const notAfter = end < authority.notAfter ? end : authority.notAfter;
  const certificate = await signCertificate(authority, { ...plan, notBefore, notAfter, extensions: extensions() });
  const key = KeyObject.from(keys.privateKey);
  await replacePrivateFile(fileOf(files, authority), encryptKey(key, passphrase) + encodePem("CERTIFICATE", certificate));
  return signerOf(key, certificate, authority);
}

/** Why an authority's certificates do not allow a signer, such as its extKeyUsage; undefined if they do. */
export async function findOcspSignerFault(authority: IssuingAuthority): Promise<string | undefined> {
  const { issuing, root, above } = authority;
  const path = { root: parseCertificate(root), above };
  const trial = { purpose: ocspSigning, subject: subjectUnder(authority.issuerName) };
  return await findFault(authority, parseCertificate(issuing), path, trial);
}

function parse(text: string, authority: IssuingAuthority, passphrase: string): OcspSigner | undefined {
  try {
    const [certificate] = decodePem("CERTIFICATE", text);
    const key = createPrivateKey({ key: text, format: "pem", passphrase });
    if (certificate === undefined) return undefined;
    const x509 = new X509Certificate(certificate);
    const own = equalBytes(parseCertificate(certificate).issuer, authority.issuerName) && x509.verify(authority.publicKey);
    return own && x509.checkPrivateKey(key) ? signerOf(key, certificate, authority) : undefined;
  } catch {
    // Another one is made instead.
    return undefined;
  }
}

function signerOf(privateKey: KeyObject, certificate: Bytes, authority: IssuingAuthority): OcspSigner {
  const { spki, notBefore, notAfter } = parseCertificate(certificate);
  const key = signingKey(privateKey);
  if (key === undefined) throw new Error("A P-256 key can sign.");
  return { signingKey: key, spki, certificates: [certificate, ...intermediatesOf(authority)], notBefore, notAfter };
}

/** One file, so that key and certificate are always replaced together. */
function fileOf({ folder }: Pick<DataFolder["authority"], "folder">, authority: IssuingAuthority): string {
  return join(folder, `ocsp-${issuerId(authority)}.pem`);
}

/** Digital signatures of OCSP responses only; whether it is revoked need not be asked (RFC 6960, section 4.2.2.2.1). */
function extensions(): Bytes[] {
  return [
    extension("2.5.29.15", element(tag.bitString, Uint8Array.of(7, 0b1000_0000)), { critical: true }),
    extension("2.5.29.37", sequence(oid(ocspSigning)), { critical: false }),
    extension("1.3.6.1.5.5.7.48.1.5", nullValue(), { critical: false }),
  ];
}

/** The authority's own Name with another CN, so that name constraints which permit the authority's permit the signer's. */
function subjectUnder(issuerName: Bytes): Bytes {
  const names = enterDer(issuerName);
  const kept: Bytes[] = [];
  while (names.more) {
    const name = names.next(tag.set);
    if (new DerReader(name.content).enter().oid() !== commonName) kept.push(name.der);
  }
  return sequence(...kept, setOf(sequence(oid(commonName), utf8String("OCSP signer"))));
}
