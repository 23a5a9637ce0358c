import { KeyObject } from "node:crypto";
import { join } from "node:path";
import type { Bytes } from "../../core/bytes.ts";
import { clockSkew } from "../../core/clock.ts";
import { dayInMilliseconds } from "../../core/days.ts";
import { encodeName } from "../../core/name/name.ts";
import { exportPublicKey, generateKeyPair } from "../../core/x509/key-pair.ts";
import { encodePem } from "../../core/x509/pem.ts";
import type { DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { writePrivateFile } from "../system/private-file.ts";
import { loadRoot } from "./authority.ts";
import { readCaCertificate } from "./ca-certificate.ts";
import { listGenerations, nextStem } from "./generations.ts";
import { issuesUnder } from "./lifetime.ts";
import { authorityExtensions } from "./signing/authority-extensions.ts";
import { encryptKey } from "./signing/key-file.ts";
import { keyIdentifier } from "./signing/key-identifier.ts";
import { randomSerial } from "./signing/serial.ts";
import { signCertificate, type CertificatePlan, type Issuer } from "./signing/sign-certificate.ts";
import { signingKey } from "./signing/signing-key.ts";

const rootDays = 7300;
const issuingDays = 5475;

/** Files that belong together, with their names in the authorities' folder, in the order in which they are written. */
type AuthorityFiles = readonly (readonly [name: string, content: string])[];

/** A new authority that has not been written yet. */
export interface NextAuthority {
  /** The issuing authority's number. */
  readonly generation: number;
  /** The last one is the issuing authority's certificate, which activates it. */
  readonly files: AuthorityFiles;
}

/**
 * Creates a P-256 root and a P-256 issuing authority under it, and writes both to the data folder, with encrypted keys. The
 * root signs only CA certificates.
 */
export async function createAuthority(files: DataFolder["authority"], passphrase: string, now: Date): Promise<void> {
  const root = await generateAuthority({
    subject: encodeName({ cn: "Koshin Root CA", o: "" }),
    notBefore: before(now),
    notAfter: daysAfter(now, rootDays),
  });
  const issuing = await generateIssuing(root, encodeName({ cn: "Koshin Issuing CA", o: "" }), root.notAfter, now);
  const written: AuthorityFiles = [...filesOf("root", root, passphrase), ...filesOf("issuing", issuing, passphrase)];
  for (const [name, content] of written) await writePrivateFile(join(files.folder, name), content);
}

/**
 * Creates another issuing authority under the latest root, with the same Name as the current one: filters by issuer, such
 * as a browser's policy, still match, and the key identifiers distinguish the two.
 *
 * @throws OperatorError `authority-expires-first` if the root expires too soon, and what `loadAuthority` throws
 */
export async function nextIssuing(
  files: DataFolder["authority"],
  passphrase: string,
  { validityYears, now }: { readonly validityYears: number; readonly now: Date },
): Promise<NextAuthority> {
  const { issuing, roots } = await listGenerations(files);
  const root = await loadRoot(files, roots[0], passphrase);
  const { notAfter } = root.certificate;
  if (!issuesUnder(notAfter, validityYears, now)) {
    const sentence = `The root expires at ${notAfter.toISOString()}, too soon for another issuing authority under it. Create another root: koshin rotate root --data <folder>`;
    throw new OperatorError("authority-expires-first", sentence);
  }
  const { name } = await readCaCertificate(issuing[0].certificate);
  const created = await generateIssuing(root, name, notAfter, now);
  return { generation: issuing[0].number + 1, files: filesOf(nextStem("issuing", issuing[0]), created, passphrase) };
}

/**
 * Creates another root with the same Name, cross-certificates of the two roots (RFC 4210, section 4.4), and an issuing
 * authority under the new root. Clients that trust either root can verify certificates under the other until the earlier
 * one expires.
 *
 * @throws OperatorError as `loadAuthority`
 */
export async function nextRoot(files: DataFolder["authority"], passphrase: string, now: Date): Promise<NextAuthority> {
  const { issuing, roots } = await listGenerations(files);
  const old = await loadRoot(files, roots[0], passphrase);
  const { certificate } = old;
  const stem = nextStem("root", roots[0]);
  const root = await generateAuthority({ subject: certificate.name, notBefore: before(now), notAfter: daysAfter(now, rootDays) });
  const newWithOld = await crossCertificate(old, root, {
    notBefore: root.notBefore,
    notAfter: earlier(certificate.notAfter, root.notAfter),
  });
  const oldWithNew = await crossCertificate(
    root,
    { subject: certificate.name, spki: certificate.spki, subjectKeyIdentifier: certificate.keyIdentifier },
    { notBefore: certificate.notBefore, notAfter: earlier(certificate.notAfter, root.notAfter) },
  );
  const { name } = await readCaCertificate(issuing[0].certificate);
  const created = await generateIssuing(root, name, root.notAfter, now);
  const cross = stem.replace("root", "cross");
  return {
    generation: issuing[0].number + 1,
    files: [
      [`${cross}-new-with-old.pem`, encodePem("CERTIFICATE", newWithOld)],
      [`${cross}-old-with-new.pem`, encodePem("CERTIFICATE", oldWithNew)],
      ...filesOf(stem, root, passphrase),
      ...filesOf(nextStem("issuing", issuing[0]), created, passphrase),
    ],
  };
}

/** A created authority, with its key. */
interface CreatedAuthority extends Issuer {
  readonly subject: Bytes;
  readonly spki: Bytes;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER. */
  readonly certificate: Bytes;
  readonly privateKey: KeyObject;
}

async function generateIssuing(root: Issuer, subject: Bytes, rootNotAfter: Date, now: Date): Promise<CreatedAuthority> {
  return await generateAuthority(
    { subject, notBefore: before(now), notAfter: earlier(daysAfter(now, issuingDays), rootNotAfter) },
    root,
  );
}

/** @param issuer by default the authority itself */
async function generateAuthority(
  plan: Pick<CertificatePlan, "subject" | "notBefore" | "notAfter">,
  issuer?: Issuer,
): Promise<CreatedAuthority> {
  const keys = await generateKeyPair("P-256");
  const spki = await exportPublicKey(keys);
  const privateKey = KeyObject.from(keys.privateKey);
  const key = signingKey(privateKey);
  if (key === undefined) throw new Error("P-256 keys are supported.");
  const selfIssuer: Issuer = { issuerName: plan.subject, issuerKeyIdentifier: keyIdentifier(spki), signingKey: key };
  const extensions = issuer === undefined ? authorityExtensions() : authorityExtensions(0);
  const certificate = await signCertificate(issuer ?? selfIssuer, { ...plan, serial: randomSerial(), spki, extensions });
  return { ...selfIssuer, ...plan, spki, certificate, privateKey };
}

async function crossCertificate(
  issuer: Issuer,
  { subject, spki, subjectKeyIdentifier }: Pick<CertificatePlan, "subject" | "spki" | "subjectKeyIdentifier">,
  validity: Pick<CertificatePlan, "notBefore" | "notAfter">,
): Promise<Bytes> {
  const identifier = subjectKeyIdentifier === undefined ? {} : { subjectKeyIdentifier };
  return await signCertificate(issuer, {
    subject,
    spki,
    ...identifier,
    ...validity,
    serial: randomSerial(),
    extensions: authorityExtensions(),
  });
}

/** Its certificate is the last file, which activates the authority. */
function filesOf(stem: string, { privateKey, certificate }: CreatedAuthority, passphrase: string): AuthorityFiles {
  return [
    [`${stem}.key`, encryptKey(privateKey, passphrase)],
    [`${stem}.pem`, encodePem("CERTIFICATE", certificate)],
  ];
}

function before(now: Date): Date {
  return inSeconds(now.getTime() - clockSkew);
}

function daysAfter(now: Date, days: number): Date {
  return inSeconds(now.getTime() + days * dayInMilliseconds);
}

/** Times in certificates have no fractions of a second. */
function inSeconds(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1000) * 1000);
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}
