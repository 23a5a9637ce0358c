import type { Bytes } from "../bytes.ts";
import { KoshinError } from "../errors.ts";
import type { Pace } from "../pace.ts";
import { readPkcs12, type CertificateEntry, type KeyEntry, type OpenedPkcs12, type Pkcs12Reading } from "../pkcs12/read.ts";
import { parseCertificate } from "../x509/certificate.ts";
import { keysMatch } from "../x509/key-pair.ts";

/** A private key with its certificate, and the other certificates of the same file. */
export interface Identity {
  /** PKCS#8 in DER. */
  readonly privateKey: Bytes;
  /** DER. */
  readonly certificate: Bytes;
  /** DER, in the file's order. */
  readonly chain: readonly Bytes[];
  readonly friendlyName: string | undefined;
}

/**
 * Pairs the keys of a file with their certificates. The keys themselves decide: the file's attributes count only where
 * WebCrypto does not support the keys, so that they cannot be compared.
 *
 * @param pace keeps a page responsive meanwhile
 * @throws KoshinError `certificate-malformed` if no key has a certificate, and a certificate cannot be read
 */
export async function identitiesIn({ keys, certificates }: OpenedPkcs12, pace?: Pace): Promise<Identity[]> {
  const identities: Identity[] = [];
  pace?.expect(keys.length * certificates.length);
  for (const key of keys) {
    const own = await certificateOf(key, certificates, pace);
    if (own === undefined) continue;
    const chain = certificates.filter((certificate) => certificate !== own).map(({ der }) => der);
    const friendlyName = key.friendlyName ?? own.friendlyName;
    identities.push({ privateKey: key.privateKey, certificate: own.der, chain, friendlyName });
  }
  // Throws for a certificate that cannot be read.
  if (identities.length === 0) for (const { der } of certificates) parseCertificate(der);
  return identities;
}

async function certificateOf(
  key: KeyEntry,
  certificates: readonly CertificateEntry[],
  pace: Pace | undefined,
): Promise<CertificateEntry | undefined> {
  const named = certificates.filter(({ localKeyId }) => localKeyId !== undefined && localKeyId === key.localKeyId);
  const incomparable: CertificateEntry[] = [];
  for (const certificate of new Set([...named, ...certificates])) {
    await pace?.advance(1);
    const spki = publicKeyOf(certificate);
    const match = spki && (await keysMatch(key.privateKey, spki));
    if (match === true) return certificate;
    if (spki !== undefined && match === undefined) incomparable.push(certificate);
  }
  return incomparable.find((certificate) => named.includes(certificate) || certificates.length === 1);
}

/** Undefined if the certificate cannot be read. */
function publicKeyOf({ der }: CertificateEntry): Bytes | undefined {
  try {
    return parseCertificate(der).spki;
  } catch (error) {
    if (error instanceof KoshinError) return undefined;
    throw error;
  }
}

/**
 * Opens a PKCS#12 file that contains one key with its certificate.
 *
 * @throws KoshinError as `readPkcs12`; `pkcs12-malformed` without a key or a certificate, `replacement-key-mismatch` if no
 * certificate is the key's, `pkcs12-unsupported` if several keys have certificates, `certificate-malformed`
 */
export async function readKeyFile(file: Bytes, password: string | undefined, reading?: Pkcs12Reading): Promise<Identity> {
  const opened = await readPkcs12(file, password, reading);
  if (opened.keys.length === 0 || opened.certificates.length === 0) throw new KoshinError("pkcs12-malformed");
  const [identity, another] = await identitiesIn(opened, reading?.pace);
  if (identity === undefined) throw new KoshinError("replacement-key-mismatch");
  if (another !== undefined) throw new KoshinError("pkcs12-unsupported");
  return identity;
}
