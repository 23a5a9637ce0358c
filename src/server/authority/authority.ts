import { X509Certificate, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { equalBytes, type Bytes } from "../../core/bytes.ts";
import type { DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { readDataFile } from "../system/read-data-file.ts";
import { loadAdopted, type AdoptedAuthority } from "./adopted-authority.ts";
import { readCaCertificate, readCertificatesAbove, type CaCertificate } from "./ca-certificate.ts";
import { findPath } from "./certification-path.ts";
import { isUnderForeignRoot } from "./foreign-root.ts";
import { listGenerations, type Generation } from "./generations.ts";
import { passphraseSource, readKey } from "./signing/key-file.ts";
import type { Issuer } from "./signing/sign-certificate.ts";
import { authorityKeys, isKeyOf, signingKey, tokenSigningKey, type SigningKey } from "./signing/signing-key.ts";
import { refusedPins } from "./token/pin.ts";
import { isTokenAddress } from "./token/token-address.ts";
import { isSignedBy, loadUpstream, type Upstream } from "./upstream/upstream.ts";

/** An issuing authority with its key. */
export interface IssuingAuthority extends Issuer {
  /** Its certificate, DER. */
  readonly issuing: Bytes;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  /** The certificates between its own and the root's, DER, each signed by the next. */
  readonly above: readonly CaCertificate[];
  /** The certificate of its root, DER, which is the trust anchor; its own if it is a root itself. */
  readonly root: Bytes;
  readonly rootNotAfter: Date;
  /** Whether the key of its root is kept by others, who sign the next issuing authority. */
  readonly underForeignRoot: boolean;
}

/** The current issuing authority, with the roots and the earlier authorities. */
export interface Authority extends IssuingAuthority {
  /** The other roots, DER, the latest first. */
  readonly otherRoots: readonly Bytes[];
  /** Cross-certificates of the roots, DER: OldWithNew and NewWithOld of RFC 4210, section 4.4. */
  readonly crossCertificates: readonly CrossCertificate[];
  /** The previous issuing authorities, the latest first; their certificates remain valid. */
  readonly earlier: readonly IssuingAuthority[];
  /** Those whose certificates are accepted as predecessors, though the service cannot sign with their keys. */
  readonly adopted: readonly AdoptedAuthority[];
  /** Another authority, which signs clients' certificates instead of the current one. */
  readonly upstream: Upstream | undefined;
}

/** The certificates of an authority without its root's, DER, each signed by the next; none if it is a root itself. */
export function intermediatesOf({ issuing, above, root }: Pick<IssuingAuthority, "issuing" | "above" | "root">): Bytes[] {
  return equalBytes(issuing, root) ? [] : [issuing, ...above.map(({ der }) => der)];
}

/** The certificates of an authority up to its root's, DER, each signed by the next. */
export function certificatesTo(authority: Pick<IssuingAuthority, "issuing" | "above" | "root">): Bytes[] {
  return [...intermediatesOf(authority), authority.root];
}

/** A certificate for one root's key, signed by another root. */
interface CrossCertificate {
  readonly der: Bytes;
  /** Whether the issuer is the earlier root, for clients that trust only that one. */
  readonly toEarlier: boolean;
}

/**
 * Loads the authorities of a data folder, and checks that keys and certificates belong together: each key is its
 * certificate's and of a supported kind, and each issuing authority is under one of the roots. The roots' keys are not
 * read.
 *
 * @throws OperatorError `data-folder-incomplete`, `file-unreadable`, `passphrase-wrong`, `authority-mismatched`,
 * `authority-unsuitable`
 */
export async function loadAuthority(files: DataFolder["authority"], passphrase: string): Promise<Authority> {
  const { issuing, roots, crossCertificates, adopted } = await listGenerations(files);
  const trusted = await Promise.all(roots.map(async ({ certificate }) => await readCaCertificate(certificate)));
  const [latest, ...others] = issuing;
  const current = await loadIssuing(latest, trusted, passphrase);
  const earlier = await Promise.all(others.map(async (generation) => await loadIssuing(generation, trusted, passphrase)));
  const crossing = await Promise.all(
    crossCertificates.map(async (path): Promise<CrossCertificate> => {
      const { der } = await readCaCertificate(path);
      return { der, toEarlier: path.endsWith("-new-with-old.pem") };
    }),
  );
  const otherRoots = trusted.map(({ der }) => der).filter((root) => !equalBytes(root, current.root));
  return {
    ...current,
    otherRoots,
    crossCertificates: crossing,
    earlier,
    adopted: await Promise.all(adopted.map(loadAdopted)),
    upstream: await loadUpstream(files, passphrase),
  };
}

/** The authority that signed a certificate. */
function issuerOf(authority: Authority, certificate: Uint8Array): IssuingAuthority {
  if (authority.earlier.length === 0) return authority;
  const signed = new X509Certificate(certificate);
  return [authority, ...authority.earlier].find(({ publicKey }) => signed.verify(publicKey)) ?? authority;
}

/** The certificates above a client's certificate, its issuer's first and the root's last, DER. */
export function chainAbove(authority: Authority, certificate: Uint8Array): readonly Bytes[] {
  const { upstream } = authority;
  if (upstream !== undefined && isSignedBy(upstream.authority, new X509Certificate(certificate))) return upstream.chain;
  const issuer = issuerOf(authority, certificate);
  return [...intermediatesOf(issuer), issuer.root];
}

/**
 * Loads a root with its key, to sign an issuing authority or another root.
 *
 * @throws OperatorError `root-key-missing`, `root-foreign`, and as `loadAuthority`
 */
export async function loadRoot(
  files: Pick<DataFolder["authority"], "folder">,
  generation: Generation,
  passphrase: string,
): Promise<Issuer & { readonly certificate: CaCertificate }> {
  const certificate = await readCaCertificate(generation.certificate);
  if (!existsSync(generation.key)) {
    const { issuing } = await listGenerations(files);
    if (await isUnderForeignRoot(issuing[0].certificate)) throw foreignRoot(generation.certificate);
    const sentence = `The root's key is missing: ${generation.key}. If it is kept offline, put it there for as long as this takes, encrypted with the service's passphrase (which comes from ${passphraseSource()}): openssl pkcs8 -topk8 -v2 aes-256-cbc -in <the root's key> -out ${generation.key}`;
    throw new OperatorError("root-key-missing", sentence);
  }
  return { ...asIssuer(certificate, await keyOf(certificate, generation, passphrase)), certificate };
}

async function loadIssuing(generation: Generation, roots: readonly CaCertificate[], passphrase: string): Promise<IssuingAuthority> {
  const certificate = await readCaCertificate(generation.certificate);
  const key = await keyOf(certificate, generation, passphrase);
  const issuer = asIssuer(certificate, key);
  const others = await readCertificatesAbove(generation.certificate);
  const path = await findPath(issuer, certificate, { roots, others });
  if ("fault" in path) {
    const sentence = `Certificates signed by ${generation.certificate} do not verify: ${path.fault}. Put an authority there together with the root that signed it, or restore both from one backup.`;
    throw new OperatorError("authority-mismatched", sentence);
  }
  const { root, above } = path;
  const { der, notBefore, notAfter, x509 } = certificate;
  const underForeignRoot = await isUnderForeignRoot(generation.certificate);
  const higher = { above, root: root.der, rootNotAfter: root.notAfter, underForeignRoot };
  return { ...issuer, issuing: der, notBefore, notAfter, publicKey: x509.publicKey, ...higher };
}

function foreignRoot(certificate: string): OperatorError {
  const sentence = `The service does not have the key of the root in ${certificate}: others keep it, or it is the issuing authority itself, which signs no other. Ask the operators of a root for another issuing authority: koshin authority request --data <folder>`;
  return new OperatorError("root-foreign", sentence);
}

function asIssuer(certificate: CaCertificate, key: SigningKey): Issuer {
  return { issuerName: certificate.name, issuerKeyIdentifier: certificate.keyIdentifier, signingKey: key };
}

async function keyOf(certificate: CaCertificate, files: Generation, passphrase: string): Promise<SigningKey> {
  const text = await readDataFile(files.key, "Restore it from a backup.");
  if (isTokenAddress(text)) return await tokenKeyOf(certificate, files, text.trim(), passphrase);
  const privateKey = await readKey(files.key, passphrase);
  if (!certificate.x509.checkPrivateKey(privateKey)) {
    const sentence = `${files.key} is not the key of ${files.certificate}. Restore both from one backup.`;
    throw new OperatorError("authority-mismatched", sentence);
  }
  const key = signingKey(privateKey);
  if (key !== undefined) return key;
  const sentence = `${files.key} is a key of an unsupported kind. Use an authority whose key is ${authorityKeys}.`;
  throw new OperatorError("authority-unsuitable", sentence);
}

/** The file of a key in a token contains its address. */
async function tokenKeyOf(certificate: CaCertificate, files: Generation, address: string, passphrase: string): Promise<SigningKey> {
  const key = tokenSigningKey(address, certificate.spki, refusedPins(dirname(files.key), passphrase));
  if (key !== undefined && (await isKeyOf(key, certificate.x509.publicKey))) return key;
  const sentence = `The key in the token, at ${address}, is not that of ${files.certificate}. Correct the address in ${files.key}.`;
  throw new OperatorError("authority-mismatched", sentence);
}
