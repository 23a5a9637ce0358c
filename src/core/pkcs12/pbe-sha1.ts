import type { Bytes } from "../bytes.ts";
import type { DerReader } from "../der/read.ts";
import { integer, octetString, oid, sequence } from "../der/write.ts";
import { sha1 } from "../hash/sha1.ts";
import type { Pace } from "../pace.ts";
import type { Cipher, Ciphers } from "./cipher.ts";
import { readDerivation, type Derivation, type Secret } from "./derivation.ts";
import { deriveKey, purpose } from "./derive-key.ts";
import { decryptTripleDes, encryptTripleDes } from "./triple-des.ts";

/** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292, appendix C). */
const tripleDes = "1.2.840.113549.1.12.1.3";

/** The cipher that is also used for writing. */
export const tripleDesCipher: Ciphers = new Map([[tripleDes, { keyLength: 24, decrypt: decryptTripleDes }]]);

/**
 * Encrypts with Triple DES and PKCS#12's own key derivation; returns the AlgorithmIdentifier and the ciphertext.
 *
 * @param pace keeps a page responsive meanwhile
 */
export async function encryptPbeSha1(derivation: Derivation, plaintext: Bytes, pace?: Pace): Promise<[Bytes, Bytes]> {
  const parameters = sequence(octetString(derivation.salt), integer(derivation.iterations));
  return [sequence(oid(tripleDes), parameters), encryptTripleDes(...(await deriveKeyAndIv(derivation, 24, pace)), plaintext)];
}

/**
 * Decrypts with the parameters of a PKCS#12 PBE.
 *
 * @throws KoshinError `der-malformed`, `pkcs12-too-many-iterations`, or `pkcs12-malformed` if the padding of the
 * plaintext is invalid
 */
export async function decryptPbeSha1(
  { keyLength, decrypt }: Cipher,
  parameters: DerReader,
  { password, pace }: Secret,
  ciphertext: Bytes,
): Promise<Bytes> {
  return await decrypt(...(await deriveKeyAndIv(readDerivation(parameters, password), keyLength, pace)), ciphertext, pace);
}

async function deriveKeyAndIv(derivation: Derivation, keyLength: number, pace?: Pace): Promise<[Bytes, Bytes]> {
  const key = await deriveKey(sha1, purpose.key, derivation, keyLength, pace);
  return [key, await deriveKey(sha1, purpose.iv, derivation, 8, pace)];
}
