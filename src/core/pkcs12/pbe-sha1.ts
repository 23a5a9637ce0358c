import type { Bytes } from "../bytes.ts";
import type { DerReader } from "../der/read.ts";
import { integer, octetString, oid, sequence } from "../der/write.ts";
import { readDerivation, type Derivation } from "./derivation.ts";
import { deriveKey, purpose } from "./derive-key.ts";
import { sha1 } from "./sha1.ts";
import { decryptTripleDes, encryptTripleDes } from "./triple-des.ts";

/** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292, appendix C). */
export const pbeSha1TripleDes = "1.2.840.113549.1.12.1.3";

/** Encrypts with Triple DES under PKCS#12's own key derivation; the AlgorithmIdentifier and the ciphertext. */
export function encryptPbeSha1(derivation: Derivation, plaintext: Bytes): [Bytes, Bytes] {
  const parameters = sequence(octetString(derivation.salt), integer(derivation.iterations));
  return [
    sequence(oid(pbeSha1TripleDes), parameters),
    encryptTripleDes(...deriveKeyAndIv(derivation), plaintext),
  ];
}

/**
 * Decrypts by the parameters of a PKCS#12 PBE with Triple DES.
 *
 * @throws KoshinError `der-malformed`, `pkcs12-too-many-iterations`, or `pkcs12-malformed` where what comes out is not
 * padded
 */
export function decryptPbeSha1(parameters: DerReader, password: string, ciphertext: Bytes): Bytes {
  return decryptTripleDes(...deriveKeyAndIv(readDerivation(parameters, password)), ciphertext);
}

function deriveKeyAndIv(derivation: Derivation): [Bytes, Bytes] {
  return [deriveKey(sha1, purpose.key, derivation, 24), deriveKey(sha1, purpose.iv, derivation, 8)];
}
