import { equalBytes, type Bytes } from "../bytes.ts";
import { enterDer, type DerReader } from "../der/read.ts";
import { contextTag, primitiveContextTag, tag } from "../der/tag.ts";
import { KoshinError } from "../errors.ts";
import type { Pace } from "../pace.ts";
import { berToDer, joinOctetStrings } from "./ber.ts";
import { decrypt } from "./decrypt.ts";
import { readDerivation, type Derivation, type Secret } from "./derivation.ts";
import { ownFormats, type Pkcs12Formats } from "./formats.ts";
import { oids } from "./oids.ts";
import { readCertificateBag, readSafeContents, type BagAttributes, type SafeBag } from "./safe-bag.ts";

/** A private key in a .p12 file. */
export interface KeyEntry extends BagAttributes {
  /** PKCS#8 in DER. */
  readonly privateKey: Bytes;
}

/** A certificate in a .p12 file. */
export interface CertificateEntry extends BagAttributes {
  readonly der: Bytes;
}

/** The contents of a .p12 file, in the file's order. Only the keys determine which certificate belongs to which key. */
export interface OpenedPkcs12 {
  readonly keys: readonly KeyEntry[];
  readonly certificates: readonly CertificateEntry[];
}

/** Options for opening a .p12 file. */
export interface Pkcs12Reading {
  /** The formats of other programs, if one of them may have written the file. */
  readonly formats?: Pkcs12Formats;
  /** Keeps a page responsive meanwhile. */
  readonly pace?: Pace | undefined;
}

/**
 * Opens a PKCS#12 file (RFC 7292). The MAC is checked before anything is decrypted.
 *
 * @param password undefined for none at all, which some programs distinguish from an empty one
 * @throws KoshinError `pkcs12-truncated`, `pkcs12-malformed`, `pkcs12-wrong-password` (or a changed byte of the
 * contents: a MAC cannot distinguish the two), `pkcs12-too-many-iterations`, or `pkcs12-unsupported`: another cipher or
 * MAC, or no MAC
 */
export async function readPkcs12(file: Bytes, password: string | undefined, reading: Pkcs12Reading = {}): Promise<OpenedPkcs12> {
  return await openFile(file, password, reading, assemble);
}

/**
 * The certificates in a PKCS#12 file, and the number of its private keys, which are not decrypted.
 *
 * @throws KoshinError as `readPkcs12`
 */
export async function readPkcs12Certificates(
  file: Bytes,
  password: string | undefined,
  reading: Pkcs12Reading = {},
): Promise<Pick<OpenedPkcs12, "certificates"> & { readonly keys: number }> {
  return await openFile(file, password, reading, (bags) => {
    return { certificates: bags.flatMap(certificatesIn), keys: bags.filter(isKeyBag).length };
  });
}

async function openFile<Contents>(
  file: Bytes,
  password: string | undefined,
  { formats = ownFormats, pace }: Pkcs12Reading,
  read: (bags: readonly SafeBag[], open: Open) => Contents | Promise<Contents>,
): Promise<Contents> {
  const secret: Secret = { password, pace };
  try {
    const { contents, verified } = await openIntegrity(enterDer(berToDer(file, "pkcs12-truncated")), secret, formats);
    const open: Open = async (algorithm, ciphertext) => await decrypt(algorithm, secret, ciphertext, formats);
    const opened = openSafe(contents, open).then((bags) => read(bags, open));
    return await (verified ? opened : opened.catch(throwWrongPassword));
  } catch (cause) {
    throw isMalformed(cause) ? new KoshinError("pkcs12-malformed", { cause }) : cause;
  }
}

/** Without a MAC, contents that decrypt to nonsense are the only sign of a wrong password. */
function throwWrongPassword(cause: unknown): never {
  throw isMalformed(cause) ? new KoshinError("pkcs12-wrong-password", { cause }) : cause;
}

function isMalformed(cause: unknown): boolean {
  return cause instanceof KoshinError && (cause.code === "der-malformed" || cause.code === "pkcs12-malformed");
}

/** Decrypts a part of the file with the scheme of an AlgorithmIdentifier, given as a reader of its contents. */
type Open = (algorithm: DerReader, ciphertext: Bytes) => Promise<Bytes>;

/** Checks the MAC of a PFX, if it has one, and returns what it protects. */
async function openIntegrity(
  pfx: DerReader,
  secret: Secret,
  { macs, macRequired }: Pkcs12Formats,
): Promise<{ readonly contents: Bytes; readonly verified: boolean }> {
  if (pfx.small() !== 3) throw new KoshinError("pkcs12-malformed");
  const contentInfo = pfx.enter();
  if (contentInfo.oid() !== oids.data) throw new KoshinError("pkcs12-unsupported");
  const contents = contentInfo.enter(contextTag(0)).next(tag.octetString).content;
  if (!pfx.more) {
    if (macRequired) throw new KoshinError("pkcs12-unsupported");
    return { contents, verified: false };
  }
  const macData = pfx.enter();
  pfx.end();
  const digestInfo = macData.enter();
  const parameters = digestInfo.enter();
  const macOf = macs.get(parameters.oid());
  if (!macOf) throw new KoshinError("pkcs12-unsupported");
  const expected = digestInfo.next(tag.octetString).content;
  digestInfo.end();
  const derivation = (): Derivation => {
    const read = readDerivation(macData, secret.password);
    macData.end();
    return read;
  };
  if (!equalBytes(await macOf({ secret, derivation, parameters, contents }), expected)) {
    throw new KoshinError("pkcs12-wrong-password");
  }
  return { contents, verified: true };
}

/** Programs write one or two encrypted parts; each costs a key derivation. */
const maxEncryptedParts = 16;

/** All entries of an AuthenticatedSafe (RFC 7292, section 4.1), decrypted part by part. */
async function openSafe(safe: Bytes, open: Open): Promise<SafeBag[]> {
  const parts = enterDer(berToDer(safe));
  const contents: Bytes[] = [];
  let encrypted = 0;
  while (parts.more) {
    const part = parts.enter();
    const type = part.oid();
    const explicit = part.enter(contextTag(0));
    switch (type) {
      case oids.data:
        contents.push(explicit.next(tag.octetString).content);
        break;
      case oids.encryptedData:
        encrypted += 1;
        if (encrypted > maxEncryptedParts) throw new KoshinError("pkcs12-too-many-iterations");
        contents.push(await decryptPart(explicit.enter(), open));
        break;
      default:
        throw new KoshinError("pkcs12-unsupported");
    }
  }
  return contents.flatMap(readSafeContents);
}

/** The contents of EncryptedData (RFC 5652, section 8), in one segment or several. */
async function decryptPart(encryptedData: DerReader, open: Open): Promise<Bytes> {
  encryptedData.small();
  const info = encryptedData.enter();
  info.oid();
  const algorithm = info.enter();
  const content = info.any();
  switch (content.tag) {
    case primitiveContextTag(0):
      return await open(algorithm, content.content);
    case contextTag(0):
      return await open(algorithm, joinOctetStrings(content.content));
    default:
      throw new KoshinError("pkcs12-malformed");
  }
}

async function assemble(bags: readonly SafeBag[], open: Open): Promise<OpenedPkcs12> {
  const keys: KeyEntry[] = [];
  for (const bag of bags.filter(isKeyBag)) {
    const { friendlyName, localKeyId } = bag;
    keys.push({ privateKey: await readKeyBag(bag, open), friendlyName, localKeyId });
  }
  return { keys, certificates: bags.flatMap(certificatesIn) };
}

function isKeyBag({ type }: SafeBag): boolean {
  return type === oids.keyBag || type === oids.shroudedKeyBag;
}

function certificatesIn({ type, value, friendlyName, localKeyId }: SafeBag): CertificateEntry[] {
  const der = type === oids.certBag ? readCertificateBag(value) : undefined;
  return der === undefined ? [] : [{ der, friendlyName, localKeyId }];
}

async function readKeyBag({ type, value }: SafeBag, open: Open): Promise<Bytes> {
  if (type === oids.keyBag) return value.next(tag.sequence).der;
  const encrypted = value.enter();
  const algorithm = encrypted.enter();
  const privateKey = await open(algorithm, encrypted.next(tag.octetString).content);
  enterDer(privateKey);
  return privateKey;
}
