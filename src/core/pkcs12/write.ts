import type { Bytes } from "../bytes.ts";
import { primitiveContextTag, tag } from "../der/tag.ts";
import { context, element, integer, nullValue, octetString, oid, sequence, setOf } from "../der/write.ts";
import { KoshinError } from "../errors.ts";
import { sha1 } from "../hash/sha1.ts";
import { sha256 } from "../hash/sha256.ts";
import type { Pace } from "../pace.ts";
import type { Pkcs12Profile } from "../profile.ts";
import type { Derivation } from "./derivation.ts";
import { encodeBmpString } from "./derive-key.ts";
import { computeMac } from "./mac.ts";
import { oids } from "./oids.ts";
import { encryptPbeSha1 } from "./pbe-sha1.ts";
import { encryptPbes2 } from "./pbes2.ts";

/** The contents of a .p12 file. */
export interface Pkcs12Contents {
  /** The private key, PKCS#8 in DER. */
  readonly privateKey: Bytes;
  /** The certificate of that key, DER. */
  readonly certificate: Bytes;
  /** Its issuers, DER. */
  readonly chain: readonly Bytes[];
  /** The name that key stores show for the certificate. */
  readonly friendlyName: string;
}

/** How a .p12 file is encrypted. */
export interface Pkcs12Options {
  readonly password: string;
  readonly profile: Pkcs12Profile;
  /** Keeps a page responsive meanwhile. */
  readonly pace?: Pace;
}

/** With a password of 120 random bits, more iterations would only make the file slower to open. */
const iterations = 2048;

/** Windows Server 2016 and older macOS do not support longer MAC salts. */
const saltLength = 8;

/**
 * Writes a PKCS#12 file (RFC 7292, section 4) in definite-length DER: certificates and key encrypted, linked by
 * localKeyId, protected by a MAC.
 *
 * @throws KoshinError `password-not-ascii`: readers disagree on how to encode anything else
 */
export async function writePkcs12(contents: Pkcs12Contents, { password, profile, pace }: Pkcs12Options): Promise<Bytes> {
  if (!/^[ -~]+$/.test(password)) throw new KoshinError("password-not-ascii");
  const derivation = (): Derivation => ({
    password,
    salt: crypto.getRandomValues(new Uint8Array(saltLength)),
    iterations,
  });
  const encrypt = async (plaintext: Bytes): Promise<[Bytes, Bytes]> =>
    profile === "modern" ? await encryptPbes2(derivation(), plaintext) : await encryptPbeSha1(derivation(), plaintext, pace);

  const attributes = ownAttributes(contents);
  const certificates = sequence(
    certificateBag(contents.certificate, attributes),
    ...contents.chain.map((certificate) => certificateBag(certificate)),
  );
  const [certificatesAlgorithm, encryptedCertificates] = await encrypt(certificates);
  const [keyAlgorithm, encryptedKey] = await encrypt(contents.privateKey);
  const keys = sequence(
    sequence(oid(oids.shroudedKeyBag), context(0, sequence(keyAlgorithm, octetString(encryptedKey))), attributes),
  );
  const safe = sequence(
    encryptedSafe(certificatesAlgorithm, encryptedCertificates),
    sequence(oid(oids.data), context(0, octetString(keys))),
  );
  const mac = await macData(profile, derivation(), safe, pace);
  return sequence(integer(3), sequence(oid(oids.data), context(0, octetString(safe))), mac);
}

/** EncryptedData that contains certificates (RFC 5652, section 8). */
function encryptedSafe(algorithm: Bytes, ciphertext: Bytes): Bytes {
  const content = sequence(oid(oids.data), algorithm, element(primitiveContextTag(0), ciphertext));
  return sequence(oid(oids.encryptedData), context(0, sequence(integer(0), content)));
}

/** A SafeBag that contains a certificate (RFC 7292, section 4.2.3). */
function certificateBag(certificate: Bytes, ...attributes: readonly Bytes[]): Bytes {
  const value = sequence(oid(oids.x509Certificate), context(0, octetString(certificate)));
  return sequence(oid(oids.certBag), context(0, value), ...attributes);
}

/** The attributes shared by the key and its certificate; localKeyId is the certificate's SHA-1, as usual. */
function ownAttributes({ certificate, friendlyName }: Pkcs12Contents): Bytes {
  const name = element(tag.bmpString, encodeBmpString(friendlyName));
  return setOf(
    sequence(oid(oids.friendlyName), setOf(name)),
    sequence(oid(oids.localKeyId), setOf(octetString(sha1.digest(certificate)))),
  );
}

async function macData(profile: Pkcs12Profile, derivation: Derivation, safe: Bytes, pace?: Pace): Promise<Bytes> {
  const [hash, algorithm] = profile === "modern" ? [sha256, oids.sha256] : [sha1, oids.sha1];
  const mac = await computeMac(hash, derivation, safe, pace);
  return sequence(
    sequence(sequence(oid(algorithm), nullValue()), octetString(mac)),
    octetString(derivation.salt),
    integer(derivation.iterations),
  );
}
