import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { equalBytes, type Bytes } from "../../../core/bytes.ts";
import { tag } from "../../../core/der/tag.ts";
import { KoshinError } from "../../../core/errors.ts";
import { foreignFormats } from "../../../core/foreign-pkcs12/foreign-formats.ts";
import { readPkcs12 } from "../../../core/pkcs12/read.ts";
import { parseCertificate } from "../../../core/x509/certificate.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { authorityKeys, isKeyOf, signingKey, tokenSigningKey, type SigningKey } from "../signing/signing-key.ts";
import { noRefusedPins } from "../token/pin.ts";
import { isTokenAddress } from "../token/token-address.ts";
import { readTokenCertificate } from "../token/token-certificate.ts";
import { readCertificates } from "./read-certificates.ts";
import { readAuthorityFile } from "./read-file.ts";
import { passphraseMissing, passphraseWrong, readPrivateKey } from "./read-private-key.ts";

/** The files of an authority that exists. */
export interface AuthorityFileNames {
  /** Its certificate, with those above it in any order, or a PKCS#12 file that contains its key, too. */
  readonly authority: string;
  /** Its private key, or the address of one in a token; by default in the PKCS#12 file. */
  readonly key?: string | undefined;
  readonly passphraseFile?: string | undefined;
  /** The certificate of its root; by default the file of the authority contains it. */
  readonly root?: string | undefined;
}

/** An authority that exists, with its key, before it is judged. */
export interface GivenAuthority {
  /** The certificate of the key, DER. */
  readonly certificate: Bytes;
  /** The key itself, or its address in a token. */
  readonly key: KeyObject | string;
  readonly signingKey: SigningKey;
  /** Every certificate that was given, DER. */
  readonly certificates: readonly Bytes[];
  /** The certificates of the file that names the root, DER; undefined without one. */
  readonly roots: readonly Bytes[] | undefined;
  /** The file of the certificate, for messages. */
  readonly path: string;
}

/**
 * Reads an authority that exists: its certificate and key, each in PEM or DER, or both in one PKCS#12 file.
 *
 * @throws OperatorError `authority-file-malformed`, `authority-passphrase-wrong`, `authority-mismatched` if no certificate is
 * the key's; the errors of the operating system
 */
export async function readGivenAuthority(files: AuthorityFileNames): Promise<GivenAuthority> {
  const { authority: path, passphraseFile } = files;
  const passphrase = passphraseFile === undefined ? undefined : await readPassphraseFile(passphraseFile);
  if (files.key !== undefined && isTokenAddress(files.key)) return await readWithToken(files, files.key);
  const content = await readAuthorityFile(path);
  const bundle = isPkcs12(content) ? await openPkcs12(content, passphrase, path) : undefined;
  const keyPath = files.key ?? (bundle === undefined ? undefined : path);
  if (keyPath === undefined) {
    const sentence = `${path} is not a PKCS#12 file, so that the private key must be named: --authority-key`;
    throw new OperatorError("wrong-usage", sentence);
  }
  const keys = keyPath === path && bundle !== undefined ? bundle.keys : await readKeys(keyPath, passphrase);
  const certificates = bundle === undefined ? readCertificates(content, path) : bundle.certificates;
  const roots = await readRoots(files);
  const found = keys.flatMap((key) => certificatesOf(key, certificates).map((certificate) => ({ certificate, key })));
  const [own] = found;
  if (own === undefined) {
    const sentence = `${keyPath} is not the key of a certificate in ${path}. Name files that belong together.`;
    throw new OperatorError("authority-mismatched", sentence);
  }
  const signer = signingKey(own.key);
  if (signer === undefined) throw unsupported(path);
  return { ...own, signingKey: signer, certificates, roots, path };
}

async function readRoots({ root }: AuthorityFileNames): Promise<readonly Bytes[] | undefined> {
  return root === undefined ? undefined : readCertificates(await readAuthorityFile(root), root);
}

/** An authority whose key is in a token; its certificate is there, too, or in a file. */
async function readWithToken(files: AuthorityFileNames, key: string): Promise<GivenAuthority> {
  const { authority: path } = files;
  const certificates = isTokenAddress(path)
    ? [await readTokenCertificate(path)]
    : readCertificates(await readAuthorityFile(path), path);
  const roots = await readRoots(files);
  for (const certificate of certificates) {
    const signer = tokenSigningKey(key, parseCertificate(certificate).spki, noRefusedPins);
    if (signer === undefined || !(await isKeyOf(signer, new X509Certificate(certificate).publicKey))) continue;
    return { certificate, key, signingKey: signer, certificates, roots, path };
  }
  const sentence = `The key in the token, at ${key}, is not that of a certificate in ${path}, or is of an unsupported kind. Name a certificate and a key that belong together; a key is ${authorityKeys}.`;
  throw new OperatorError("authority-mismatched", sentence);
}

function unsupported(path: string): OperatorError {
  const sentence = `The key of the authority in ${path} is of an unsupported kind. Use an authority whose key is ${authorityKeys}.`;
  return new OperatorError("authority-unsuitable", sentence);
}

/** The certificates of a key, the one that lasts longest first: an authority's certificate may have been renewed. */
function certificatesOf(key: KeyObject, certificates: readonly Bytes[]): Bytes[] {
  return certificates
    .map((der) => new X509Certificate(der))
    .filter((certificate) => certificate.checkPrivateKey(key))
    .sort((one, other) => other.validToDate.getTime() - one.validToDate.getTime())
    .map(({ raw }) => new Uint8Array(raw));
}

/** The passphrase in a file, without the line break that editors add. */
async function readPassphraseFile(path: string): Promise<string> {
  return new TextDecoder().decode(await readAuthorityFile(path)).replace(/\r?\n$/, "");
}

async function readKeys(path: string, passphrase: string | undefined): Promise<KeyObject[]> {
  const content = await readAuthorityFile(path);
  if (isPkcs12(content)) return (await openPkcs12(content, passphrase, path)).keys;
  return [readPrivateKey(content, passphrase, path)];
}

/** A PFX, even a truncated one, begins with its version, 3 (RFC 7292, section 4), which no private key does. */
function isPkcs12(content: Bytes): boolean {
  const [outer, length = 0] = content;
  const start = 2 + (length > 0x80 ? length & 0x7f : 0);
  return outer === tag.sequence && equalBytes(content.subarray(start, start + 3), Uint8Array.of(tag.integer, 1, 3));
}

async function openPkcs12(
  content: Bytes,
  passphrase: string | undefined,
  path: string,
): Promise<{ readonly keys: KeyObject[]; readonly certificates: readonly Bytes[] }> {
  if (passphrase === undefined) throw passphraseMissing(path);
  try {
    const opened = await readPkcs12(content, passphrase, { formats: foreignFormats });
    const keys = opened.keys.map(({ privateKey }) =>
      createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" }),
    );
    return { keys, certificates: opened.certificates.map(({ der }) => der) };
  } catch (cause) {
    if (cause instanceof KoshinError && cause.code === "pkcs12-wrong-password") throw passphraseWrong(path, cause);
    const why = cause instanceof Error ? cause.message : String(cause);
    const sentence = `The PKCS#12 file ${path} cannot be read. ${why}`;
    throw new OperatorError("authority-file-malformed", sentence, { cause });
  }
}
