import { type Bytes, bytesOf } from "../bytes.ts";
import type { DerReader } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { integer, nullValue, octetString, oid, sequence } from "../der/write.ts";
import { KoshinError } from "../errors.ts";
import type { Ciphers } from "./cipher.ts";
import { readDerivation, type Derivation, type Secret } from "./derivation.ts";

/** The algorithm identifier of PBES2 (RFC 8018, appendix A.4). */
export const pbes2 = "1.2.840.113549.1.5.13";

const pbkdf2 = "1.2.840.113549.1.5.12";
const hmacWithSha256 = "1.2.840.113549.2.9";
const aes256Cbc = "2.16.840.1.101.3.4.1.42";

/** The hash functions that WebCrypto supports for HMAC, by the OID of the HMAC. */
export const hmacHashes = new Map([
  ["1.2.840.113549.2.7", "SHA-1"],
  [hmacWithSha256, "SHA-256"],
  ["1.2.840.113549.2.10", "SHA-384"],
  ["1.2.840.113549.2.11", "SHA-512"],
]);

/** AES key lengths in bits, by the OID of their CBC mode. */
const keyBits = new Map([
  ["2.16.840.1.101.3.4.1.2", 128],
  ["2.16.840.1.101.3.4.1.22", 192],
  [aes256Cbc, 256],
]);

/** Encrypts with AES-256-CBC and PBKDF2 with HMAC-SHA-256; returns the AlgorithmIdentifier and the ciphertext. */
export async function encryptPbes2(derivation: Derivation, plaintext: Bytes): Promise<[Bytes, Bytes]> {
  const iv = crypto.getRandomValues(new Uint8Array(16));
  const key = await deriveAesKey(derivation, "SHA-256", 256);
  const ciphertext = bytesOf(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, plaintext));
  const kdf = sequence(
    oid(pbkdf2),
    sequence(octetString(derivation.salt), integer(derivation.iterations), sequence(oid(hmacWithSha256), nullValue())),
  );
  const algorithm = sequence(oid(pbes2), sequence(kdf, sequence(oid(aes256Cbc), octetString(iv))));
  return [algorithm, ciphertext];
}

/**
 * Decrypts with the parameters of PBES2.
 *
 * @param others ciphers to accept besides AES
 * @throws KoshinError `der-malformed`, `pkcs12-unsupported`, `pkcs12-too-many-iterations`, or `pkcs12-malformed` if the
 * padding of the plaintext is invalid
 */
export async function decryptPbes2(
  parameters: DerReader,
  { password, pace }: Secret,
  ciphertext: Bytes,
  others: Ciphers,
): Promise<Bytes> {
  const { hash, derivation } = readPbkdf2(parameters.enter(), password);
  const cipher = parameters.enter();
  const type = cipher.oid();
  const other = others.get(type);
  if (other !== undefined) {
    const octets = await derivePbkdf2(derivation, hash, other.keyLength);
    return await other.decrypt(octets, cipher.next(tag.octetString).content, ciphertext, pace);
  }
  const bits = keyBits.get(type);
  if (bits === undefined) throw new KoshinError("pkcs12-unsupported");
  const iv = cipher.next(tag.octetString).content;
  const key = await deriveAesKey(derivation, hash, bits).catch((cause: unknown) => {
    // Chromium does not support AES-192.
    throw new KoshinError("pkcs12-unsupported", { cause });
  });
  try {
    return bytesOf(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, key, ciphertext));
  } catch (cause) {
    throw new KoshinError("pkcs12-malformed", { cause });
  }
}

/** The parameters of PBKDF2 (RFC 8018, appendix A.2). */
export interface Pbkdf2 {
  readonly derivation: Derivation;
  /** The hash of its HMAC, as WebCrypto names it. */
  readonly hash: string;
  /** In octets, if it is given. */
  readonly keyLength: number | undefined;
}

/**
 * Reads the contents of PBKDF2's AlgorithmIdentifier.
 *
 * @throws KoshinError `der-malformed`, `pkcs12-unsupported`, `pkcs12-too-many-iterations`
 */
export function readPbkdf2(kdf: DerReader, password: Secret["password"]): Pbkdf2 {
  if (kdf.oid() !== pbkdf2) throw new KoshinError("pkcs12-unsupported");
  const settings = kdf.enter();
  const derivation = readDerivation(settings, password);
  const keyLength = settings.startsWith(tag.integer) ? settings.small() : undefined;
  const hash = settings.more ? hmacHashes.get(settings.enter().oid()) : "SHA-1";
  if (hash === undefined) throw new KoshinError("pkcs12-unsupported");
  return { derivation, hash, keyLength };
}

/**
 * Derives octets with PBKDF2 (RFC 8018, section 5.2).
 *
 * @param hash of its HMAC, as WebCrypto names it
 * @param length in octets
 */
export async function derivePbkdf2({ password, salt, iterations }: Derivation, hash: string, length: number): Promise<Bytes> {
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, ["deriveBits"]);
  return bytesOf(await crypto.subtle.deriveBits({ name: "PBKDF2", hash, salt, iterations }, secret, length * 8));
}

async function deriveAesKey({ password, salt, iterations }: Derivation, hash: string, bits: number): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, ["deriveKey"]);
  const parameters = { name: "PBKDF2", hash, salt, iterations };
  return await crypto.subtle.deriveKey(parameters, secret, { name: "AES-CBC", length: bits }, false, ["encrypt", "decrypt"]);
}
