import { toHex, type Bytes } from "../../core/bytes.ts";
import { KoshinError } from "../../core/errors.ts";
import { foreignFormats } from "../../core/foreign-pkcs12/foreign-formats.ts";
import { decodeName } from "../../core/name/name.ts";
import type { Subject } from "../../core/name/subject.ts";
import type { Pace } from "../../core/pace.ts";
import { readPkcs12, type OpenedPkcs12 } from "../../core/pkcs12/read.ts";
import { identitiesIn } from "../../core/renewal/key-file.ts";
import { parseCertificate, type Certificate } from "../../core/x509/certificate.ts";
import { isAuthority } from "../../core/x509/is-authority.ts";
import { authorityKeyIdentifier } from "../../core/x509/key-identifiers.ts";
import { isRenewableKey, signingAlgorithm } from "../../core/x509/public-key.ts";
import { CertificateFileError, type CertificateFileCode } from "./certificate-file-error.ts";
import { elementsIn } from "./elements-in.ts";

/** Everything that is stored from a certificate file. */
export interface CertificateInFile extends Subject {
  /** Upper-case hexadecimal. */
  readonly serial: string;
  /** The issuer's common name, or its organisation if it has none. */
  readonly issuer: string;
  /** The identifier of the issuer's key, lower-case hexadecimal, if the certificate states it. */
  readonly issuerKey?: string | undefined;
  readonly notAfter: Date;
  /** Whether a service's file with a key of the same kind could be used. */
  readonly renewable: boolean;
}

/**
 * Whether a file is a PKCS#12 file, which needs a password.
 *
 * @throws CertificateFileError `too-large`, `p12-malformed`
 */
export async function takesPassword(file: Bytes, pace?: Pace): Promise<boolean> {
  return (await elementsIn(file, pace)).pfx !== undefined;
}

/**
 * Reads the certificate that belongs to the key of a .p12 file, or, without a key, the holder's.
 *
 * @throws CertificateFileError `password-wrong`, `encryption-unsupported`, `p12-malformed`, `no-certificate-in-file`,
 * `key-without-certificate`, `several-certificates`, `authorities-only`, `nameless`, `too-large`
 */
export async function readP12File(file: Bytes, password: string, pace?: Pace): Promise<CertificateInFile> {
  const { pfx } = await elementsIn(file);
  if (pfx === undefined) throw new CertificateFileError("p12-malformed");
  try {
    const opened = await open(pfx, password, pace);
    // WebCrypto derives keys without a pause in which it could be stopped.
    await pace?.advance(0);
    return factsOf(await ownCertificate(opened, pace));
  } catch (cause) {
    if (cause instanceof KoshinError) throw new CertificateFileError(p12Codes[cause.code] ?? "p12-malformed", { cause });
    throw cause;
  }
}

/** Programs disagree on what it means to enter nothing: an empty password, or none. */
async function open(file: Bytes, password: string, pace: Pace | undefined): Promise<OpenedPkcs12> {
  const reading = { formats: foreignFormats, pace };
  try {
    return await readPkcs12(file, password, reading);
  } catch (error) {
    if (password !== "" || !(error instanceof KoshinError) || error.code !== "pkcs12-wrong-password") throw error;
    return await readPkcs12(file, undefined, reading);
  }
}

const p12Codes: Readonly<Partial<Record<KoshinError["code"], CertificateFileCode>>> = {
  "pkcs12-wrong-password": "password-wrong",
  "pkcs12-unsupported": "encryption-unsupported",
  "pkcs12-too-many-iterations": "encryption-unsupported",
};

/**
 * Reads the holder's certificate of a file without a password: the one of the private key beside it, if there is one.
 *
 * @throws CertificateFileError `no-certificate-in-file`, `key-without-certificate`, `several-certificates`,
 * `authorities-only`, `nameless`, `too-large`, `p12-malformed`
 */
export async function readCertificateFile(file: Bytes, pace?: Pace): Promise<CertificateInFile> {
  const { certificates, keys } = await elementsIn(file, pace);
  const unnamed = { friendlyName: undefined, localKeyId: undefined };
  const opened = {
    keys: keys.map((privateKey) => ({ privateKey, ...unnamed })),
    certificates: certificates.map((der) => ({ der, ...unnamed })),
  };
  try {
    return factsOf(await ownCertificate(opened, pace));
  } catch (cause) {
    if (cause instanceof KoshinError) throw new CertificateFileError("no-certificate-in-file", { cause });
    throw cause;
  }
}

/** The certificate that belongs to the person who has the file. */
async function ownCertificate(opened: OpenedPkcs12, pace: Pace | undefined): Promise<Certificate> {
  if (opened.certificates.length === 0) throw new CertificateFileError("no-certificate-in-file");
  const candidates = opened.keys.length > 0 ? await certificatesOfKeys(opened, pace) : await leaves(opened, pace);
  const holders = candidates.filter(({ der }) => !isAuthority(der));
  const [own, another] = new Map(holders.map((holder) => [toHex(holder.der), holder])).values();
  if (own === undefined) throw new CertificateFileError("authorities-only");
  if (another !== undefined) throw new CertificateFileError("several-certificates");
  return own;
}

async function certificatesOfKeys(opened: OpenedPkcs12, pace: Pace | undefined): Promise<Certificate[]> {
  const identities = await identitiesIn(opened, pace);
  if (identities.length === 0) throw new CertificateFileError("key-without-certificate");
  return identities.map(({ certificate }) => parseCertificate(certificate));
}

/** The certificates that issued none of the others: an authority may lack the extension that says so. */
async function leaves({ certificates }: OpenedPkcs12, pace: Pace | undefined): Promise<Certificate[]> {
  const all = new Map<string, Certificate>();
  pace?.expect(certificates.length);
  for (const { der } of certificates) {
    await pace?.advance(1);
    all.set(toHex(der), parseCertificate(der));
  }
  // Comparing each with every other would take seconds for a file of the maximum size.
  const byIssuer = Map.groupBy(all.values(), ({ issuer }) => toHex(issuer));
  return Array.from(all.values()).filter((certificate) =>
    (byIssuer.get(toHex(certificate.subjectDer)) ?? []).every((issued) => issued === certificate),
  );
}

function factsOf({ der, subject, serial, issuer, notAfter, spki }: Certificate): CertificateInFile {
  if (subject.cn === "") throw new CertificateFileError("nameless");
  const { cn, o } = decodeName(issuer);
  const keyIdentifier = authorityKeyIdentifier(der);
  const issuerKey = keyIdentifier && toHex(keyIdentifier).toLowerCase();
  return { ...subject, serial, issuer: cn === "" ? o : cn, issuerKey, notAfter, renewable: isRenewableKey(signingAlgorithm(spki)) };
}
