import { X509Certificate } from "node:crypto";
import { equalBytes, type Bytes } from "../../../core/bytes.ts";
import { parseCertificate } from "../../../core/x509/certificate.ts";
import { decodePem, encodePem } from "../../../core/x509/pem.ts";
import { parseRequest } from "../../../core/x509/request.ts";
import { yearsAfter } from "../../../core/years.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { readDataFile } from "../../system/read-data-file.ts";
import { readCaCertificate, readCertificatesAbove } from "../ca-certificate.ts";
import type { NextAuthority } from "../certificate-authority.ts";
import { judgeAuthority } from "../existing/judge-authority.ts";
import { readCertificates } from "../existing/read-certificates.ts";
import { readAuthorityFile } from "../existing/read-file.ts";
import { underForeignRoot } from "../foreign-root.ts";
import { findGenerations, nextStem } from "../generations.ts";
import { readKey } from "../signing/key-file.ts";
import { authorityKeys, signingKey } from "../signing/signing-key.ts";
import { readRequest, removeRequest } from "./request-authority.ts";

/** The certificate that the operators of a root issued for a request. */
export interface MadeCertificate {
  /** Its file, with those above it in any order. */
  readonly path: string;
  /** The file of its root's certificate, if the data folder does not have it. */
  readonly root?: string | undefined;
  /** The validity of a client certificate in calendar years, which it must outlive. */
  readonly validityYears: number;
}

/**
 * The authority that a certificate makes of the key that it was requested for.
 *
 * @throws OperatorError `request-missing`, `authority-mismatched` if it is for another key, `authority-expires-first` if no
 * certificate of full validity could be issued, and as `judgeAuthority`
 */
export async function acceptedAuthority(
  files: DataFolder["authority"],
  passphrase: string,
  { path, root, validityYears }: MadeCertificate,
  now: Date,
): Promise<NextAuthority> {
  const requested = await requestedKeyOf(files);
  if (requested === undefined) {
    const sentence = `No certificate has been requested. Request one: koshin authority request --data <folder>`;
    throw new OperatorError("request-missing", sentence);
  }
  const key = signingKey(await readKey(files.requestedKey, passphrase));
  if (key === undefined) throw new Error(`A requested key is ${authorityKeys}.`);
  const given = readCertificates(await readAuthorityFile(path), path);
  const certificate = latestOf(given.filter((der) => equalBytes(parseCertificate(der).spki, requested)));
  if (certificate === undefined) {
    const sentence = `${path} contains no certificate for the key that was requested. Name the one that was made of the last request: koshin authority request --data <folder> prints it.`;
    throw new OperatorError("authority-mismatched", sentence);
  }
  const { issuing, roots, adopted } = await findGenerations(files);
  const knownRoots = await Promise.all(roots.map(async (each) => (await readCaCertificate(each.certificate)).der));
  const namedRoots = root === undefined ? [] : readCertificates(await readAuthorityFile(root), root);
  const above = await Promise.all(issuing.map(async (each) => await readCertificatesAbove(each.certificate)));
  const judged = await judgeAuthority(
    {
      certificate,
      signingKey: key,
      others: [...given, ...above.flat().map(({ der }) => der)],
      roots: [...knownRoots, ...namedRoots],
      path,
    },
    now,
  );
  const { notAfter } = judged.certificate;
  if (yearsAfter(now, validityYears) > notAfter) {
    const sentence = `The authority in ${path} expires at ${notAfter.toISOString()}, before a certificate issued now would, so it could not issue any. Have it certified for longer, or lower validityYears.`;
    throw new OperatorError("authority-expires-first", sentence);
  }
  await requireOtherIdentifiers([...issuing.map((each) => each.certificate), ...adopted], judged.certificate.keyIdentifier, path);
  const [current] = issuing;
  const [latestRoot] = roots;
  const stem = current === undefined ? "issuing" : nextStem("issuing", current);
  const isKnown = knownRoots.some((each) => equalBytes(each, judged.root.der));
  const rootFile = latestRoot === undefined ? "root.pem" : `${nextStem("root", latestRoot)}.pem`;
  const chain = [judged.certificate, ...judged.above].map(({ der }) => encodePem("CERTIFICATE", der)).join("");
  return {
    generation: (current?.number ?? 0) + 1,
    files: [
      ...(isKnown ? [] : [[rootFile, encodePem("CERTIFICATE", judged.root.der)] as const]),
      [`${stem}.key`, await readDataFile(files.requestedKey, "")],
      [`${stem}.pem`, underForeignRoot(chain)],
    ],
  };
}

/**
 * Removes the request if its key is an authority's already.
 *
 * @returns whether no request waits any more
 */
export async function removeAcceptedRequest(files: DataFolder["authority"]): Promise<boolean> {
  const requested = await requestedKeyOf(files);
  if (requested === undefined) return true;
  const { issuing } = await findGenerations(files);
  const authorities = await Promise.all(issuing.map(async ({ certificate }) => await readCaCertificate(certificate)));
  if (!authorities.some(({ spki }) => equalBytes(spki, requested))) return false;
  await removeRequest(files);
  return true;
}

/** Whether a file contains the certificate of an authority that signs or has signed. */
export async function isAccepted(files: DataFolder["authority"], path: string): Promise<boolean> {
  const given = readCertificates(await readAuthorityFile(path), path);
  const { issuing } = await findGenerations(files);
  const authorities = await Promise.all(issuing.map(async ({ certificate }) => await readCaCertificate(certificate)));
  return authorities.some(({ der }) => given.some((each) => equalBytes(each, der)));
}

/** The SubjectPublicKeyInfo of the request that waits; undefined if there is none. */
async function requestedKeyOf(files: DataFolder["authority"]): Promise<Bytes | undefined> {
  const [request] = decodePem("CERTIFICATE REQUEST", (await readRequest(files)) ?? "");
  return request && parseRequest(request).spki;
}

function latestOf(certificates: readonly Bytes[]): Bytes | undefined {
  const end = (der: Bytes): number => new X509Certificate(der).validToDate.getTime();
  return certificates.toSorted((one, other) => end(other) - end(one))[0];
}

/** Key identifiers are in the identity of certificates and in the addresses of revocation lists. */
async function requireOtherIdentifiers(authorities: readonly string[], identifier: Bytes, path: string): Promise<void> {
  for (const certificate of authorities) {
    if (!equalBytes((await readCaCertificate(certificate)).keyIdentifier, identifier)) continue;
    const sentence = `The authority in ${path} has the subjectKeyIdentifier of another one, in ${certificate}. Have it certified with the identifier of its own key.`;
    throw new OperatorError("authority-unsuitable", sentence);
  }
}
