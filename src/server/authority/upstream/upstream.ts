import { KeyObject, X509Certificate } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { equalBytes, type Bytes } from "../../../core/bytes.ts";
import { decodePem, encodePem } from "../../../core/x509/pem.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { flushFolder, replacePrivateFile } from "../../system/private-file.ts";
import { readDataFile, readDataFileIfThere } from "../../system/read-data-file.ts";
import { asAdopted, type AdoptedAuthority } from "../adopted-authority.ts";
import { caCertificate } from "../ca-certificate.ts";
import { encryptKey, readKey } from "../signing/key-file.ts";

/** What the service authenticates itself with to the authority that signs for it. */
export interface UpstreamCredential {
  /** Its certificate, with those above it, PEM. */
  readonly certificates: string;
  readonly privateKey: KeyObject;
  readonly notAfter: Date;
}

/** Another authority, which signs the certificates of this service, by EST. */
export interface Upstream {
  /** The address of its EST operations, as `https://ca.example/.well-known/est`, without a slash at the end. */
  readonly url: string;
  /** The authority that signs; it is adopted, too. */
  readonly authority: AdoptedAuthority;
  /** Its certificate, and those above it up to its root, DER. */
  readonly chain: readonly [Bytes, ...Bytes[]];
  readonly credential: UpstreamCredential;
  /** The roots of its server, PEM, instead of those that the system trusts. */
  readonly serverRoots: string | undefined;
}

type Files = Pick<DataFolder["authority"], "folder">;

const Address = v.pipe(v.string(), v.parseJson(), v.strictObject({ url: v.string() }));

function pathsOf({ folder }: Files) {
  return {
    address: join(folder, "upstream.json"),
    chain: join(folder, "upstream.pem"),
    serverRoots: join(folder, "upstream-server.pem"),
    certificate: join(folder, "upstream-credential.pem"),
    key: join(folder, "upstream-credential.key"),
    nextKey: join(folder, "upstream-credential-next.key"),
    nextRequest: join(folder, "upstream-credential-next.csr"),
  };
}

/**
 * The authority that signs for a service; undefined if the service signs itself.
 *
 * @throws OperatorError `data-folder-incomplete`, `file-unreadable`, `passphrase-wrong`, `authority-unsuitable`,
 * `authority-mismatched` if the credential's key is not that of its certificate
 */
export async function loadUpstream(files: Files, passphrase: string): Promise<Upstream | undefined> {
  const paths = pathsOf(files);
  const address = await readDataFileIfThere(paths.address);
  if (address === undefined) return undefined;
  const { success, output } = v.safeParse(Address, address);
  const [issuing, ...above] = decodePem("CERTIFICATE", await readDataFile(paths.chain, "Restore it from a backup."));
  if (!success || issuing === undefined) {
    const sentence = `${paths.address} or ${paths.chain} is malformed. Restore both from one backup, or set the authority again: koshin authority upstream`;
    throw new OperatorError("authority-unsuitable", sentence);
  }
  const certificates = await readDataFile(paths.certificate, "Restore it from a backup.");
  const credential = credentialOf(certificates, await readKey(paths.key, passphrase));
  if (credential === undefined) {
    const sentence = `${paths.key} is not the key of ${paths.certificate}. Restore both from one backup, or name the credential again: koshin authority upstream`;
    throw new OperatorError("authority-mismatched", sentence);
  }
  const serverRoots = await readDataFileIfThere(paths.serverRoots);
  return { url: output.url, authority: asAdopted(caCertificate(issuing)), chain: [issuing, ...above], credential, serverRoots };
}

/** A credential; undefined if the key is not that of the first certificate. */
export function credentialOf(certificates: string, privateKey: KeyObject): UpstreamCredential | undefined {
  const certificate = new X509Certificate(certificates);
  if (!certificate.checkPrivateKey(privateKey)) return undefined;
  return { certificates, privateKey, notAfter: certificate.validToDate };
}

/** Writes the authority that signs for a service; its address is last, because it activates the others. */
export async function writeUpstream(files: Files, upstream: Upstream, passphrase: string): Promise<void> {
  const paths = pathsOf(files);
  await replacePrivateFile(paths.chain, upstream.chain.map((der) => encodePem("CERTIFICATE", der)).join(""));
  if (upstream.serverRoots === undefined) await rm(paths.serverRoots, { force: true });
  else await replacePrivateFile(paths.serverRoots, upstream.serverRoots);
  await removeRequestedCredential(files);
  await writeCredential(files, upstream.credential, passphrase);
  await replacePrivateFile(paths.address, `${JSON.stringify({ url: upstream.url })}\n`);
  await flushFolder(files.folder);
}

/** Replaces what the service authenticates itself with. */
export async function writeCredential(files: Files, credential: UpstreamCredential, passphrase: string): Promise<void> {
  const paths = pathsOf(files);
  await replacePrivateFile(paths.key, encryptKey(credential.privateKey, passphrase));
  await replacePrivateFile(paths.certificate, credential.certificates);
  await flushFolder(files.folder);
}

/** The key of the next credential, and the request for its certificate, which the authority may have delayed. */
export interface RequestedCredential {
  readonly privateKey: KeyObject;
  /** PKCS#10, DER. */
  readonly request: Bytes;
}

/**
 * Reads the next credential that was requested.
 *
 * @returns undefined if there is none, or only a part of it
 * @throws OperatorError `file-unreadable`, `passphrase-wrong`
 */
export async function readRequestedCredential(files: Files, passphrase: string): Promise<RequestedCredential | undefined> {
  const paths = pathsOf(files);
  // Written last.
  const pem = await readDataFileIfThere(paths.nextRequest);
  const [request] = pem === undefined ? [] : decodePem("CERTIFICATE REQUEST", pem);
  return request && { privateKey: await readKey(paths.nextKey, passphrase), request };
}

/** Keeps the next credential, before it is requested. */
export async function writeRequestedCredential(
  files: Files,
  { privateKey, request }: RequestedCredential,
  passphrase: string,
): Promise<void> {
  const paths = pathsOf(files);
  await replacePrivateFile(paths.nextKey, encryptKey(privateKey, passphrase));
  await replacePrivateFile(paths.nextRequest, encodePem("CERTIFICATE REQUEST", request));
  await flushFolder(files.folder);
}

/** Drops the next credential, if one was requested. */
export async function removeRequestedCredential(files: Files): Promise<void> {
  const { nextKey, nextRequest } = pathsOf(files);
  // The request first: without it the key has no effect.
  for (const path of [nextRequest, nextKey]) await rm(path, { force: true });
}

/** Removes the authority that signs for a service, which then signs itself; it stays adopted. */
export async function removeUpstream(files: Files): Promise<void> {
  // The address first: without it the others have no effect.
  for (const path of Object.values(pathsOf(files))) await rm(path, { force: true });
  await flushFolder(files.folder);
}

/** Whether a certificate is signed by an authority. */
export function isSignedBy({ publicKey, certificate: issuing }: AdoptedAuthority, certificate: X509Certificate): boolean {
  return certificate.checkIssued(new X509Certificate(issuing)) && certificate.verify(publicKey);
}

/** The first of some certificates that is of a key (SubjectPublicKeyInfo), DER. */
export function certificateOfKey(certificates: readonly Bytes[], spki: Bytes): Bytes | undefined {
  return certificates.find((der) => equalBytes(new Uint8Array(spkiOf(der)), spki));
}

function spkiOf(der: Bytes): Buffer {
  return new X509Certificate(der).publicKey.export({ type: "spki", format: "der" });
}
