import { equalBytes, type Bytes } from "../bytes.ts";
import { enterDer, type DerReader } from "../der/read.ts";
import { contextTag, primitiveContextTag, tag } from "../der/tag.ts";
import { KoshinError } from "../errors.ts";
import { berToDer, joinOctetStrings } from "./ber.ts";
import { decrypt } from "./decrypt.ts";
import { readDerivation } from "./derivation.ts";
import { computeMac } from "./mac.ts";
import { oids } from "./oids.ts";
import type { PbeSha1Ciphers } from "./pbe-sha1.ts";
import { readCertificateBag, readSafeContents, type SafeBag } from "./safe-bag.ts";
import { sha1 } from "./sha1.ts";
import { sha256 } from "./sha256.ts";

/** The contents of a .p12 file. */
export interface OpenedPkcs12 {
  /** The private key, PKCS#8 in DER. */
  readonly privateKey: Bytes;
  /** The certificate that the file assigns to that key, DER. */
  readonly certificate: Bytes;
  /** The other certificates, DER, in the file's order. */
  readonly chain: readonly Bytes[];
  readonly friendlyName: string | undefined;
}

/**
 * Opens a PKCS#12 file (RFC 7292) that contains one private key. The MAC is checked before anything is decrypted.
 *
 * @param older the ciphers of older programs to accept besides PBES2 and Triple DES: `rc2Ciphers` if another program
 * may have written the file
 * @throws KoshinError `pkcs12-truncated`, `pkcs12-malformed`, `pkcs12-wrong-password` (or a byte of the contents has
 * changed: a MAC cannot distinguish the two), `pkcs12-too-many-iterations`, or `pkcs12-unsupported`: another cipher or
 * hash, no MAC, several keys
 */
export async function readPkcs12(file: Bytes, password: string, older: PbeSha1Ciphers = new Map()): Promise<OpenedPkcs12> {
  try {
    const safe = await openIntegrity(enterDer(berToDer(file, "pkcs12-truncated")), password);
    const open: Open = async (algorithm, ciphertext) => await decrypt(algorithm, password, ciphertext, older);
    return await assemble(await openSafe(safe, open), open);
  } catch (cause) {
    if (cause instanceof KoshinError && cause.code === "der-malformed") {
      throw new KoshinError("pkcs12-malformed", { cause });
    }
    throw cause;
  }
}

/** Decrypts a part of the file with the scheme of an AlgorithmIdentifier, given as a reader of its contents. */
type Open = (algorithm: DerReader, ciphertext: Bytes) => Promise<Bytes>;

/** Checks the MAC of a PFX and returns what it protects. */
async function openIntegrity(pfx: DerReader, password: string): Promise<Bytes> {
  if (pfx.small() !== 3) throw new KoshinError("pkcs12-malformed");
  const contentInfo = pfx.enter();
  if (contentInfo.oid() !== oids.data) throw new KoshinError("pkcs12-unsupported");
  const safe = contentInfo.enter(contextTag(0)).next(tag.octetString).content;
  // Without a MAC, a wrong password could not be detected.
  if (!pfx.more) throw new KoshinError("pkcs12-unsupported");
  const macData = pfx.enter();
  pfx.end();
  const digestInfo = macData.enter();
  const type = digestInfo.enter().oid();
  const hash = type === oids.sha256 ? sha256 : type === oids.sha1 ? sha1 : undefined;
  if (!hash) throw new KoshinError("pkcs12-unsupported");
  const expected = digestInfo.next(tag.octetString).content;
  digestInfo.end();
  const derivation = readDerivation(macData, password);
  macData.end();
  if (!equalBytes(await computeMac(hash, derivation, safe), expected)) {
    throw new KoshinError("pkcs12-wrong-password");
  }
  return safe;
}

/** All entries of an AuthenticatedSafe (RFC 7292, section 4.1), decrypted part by part. */
async function openSafe(safe: Bytes, open: Open): Promise<SafeBag[]> {
  const parts = enterDer(berToDer(safe));
  const bags: SafeBag[] = [];
  while (parts.more) {
    const part = parts.enter();
    const type = part.oid();
    const explicit = part.enter(contextTag(0));
    switch (type) {
      case oids.data:
        bags.push(...readSafeContents(explicit.next(tag.octetString).content));
        break;
      case oids.encryptedData:
        bags.push(...readSafeContents(await decryptPart(explicit.enter(), open)));
        break;
      default:
        throw new KoshinError("pkcs12-unsupported");
    }
  }
  return bags;
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

/** Picks the key and sorts the certificates into its own, which has the same localKeyId, and the others. */
async function assemble(bags: readonly SafeBag[], open: Open): Promise<OpenedPkcs12> {
  const keys = bags.filter(({ type }) => type === oids.keyBag || type === oids.shroudedKeyBag);
  const [key] = keys;
  if (key === undefined) throw new KoshinError("pkcs12-malformed");
  if (keys.length > 1) throw new KoshinError("pkcs12-unsupported");

  const certificates = bags
    .filter(({ type }) => type === oids.certBag)
    .flatMap((bag) => {
      const der = readCertificateBag(bag.value);
      return der ? [{ der, bag }] : [];
    });
  const own = certificates.find(({ bag }) => bag.localKeyId === (key.localKeyId ?? "")) ?? certificates[0];
  if (own === undefined) throw new KoshinError("pkcs12-malformed");
  return {
    privateKey: await readKeyBag(key, open),
    certificate: own.der,
    chain: certificates.filter((certificate) => certificate !== own).map(({ der }) => der),
    friendlyName: key.friendlyName ?? own.bag.friendlyName,
  };
}

async function readKeyBag({ type, value }: SafeBag, open: Open): Promise<Bytes> {
  if (type === oids.keyBag) return value.next(tag.sequence).der;
  const encrypted = value.enter();
  const algorithm = encrypted.enter();
  const privateKey = await open(algorithm, encrypted.next(tag.octetString).content);
  enterDer(privateKey);
  return privateKey;
}
