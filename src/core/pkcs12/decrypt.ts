import type { Bytes } from "../bytes.ts";
import type { DerReader } from "../der/read.ts";
import { KoshinError } from "../errors.ts";
import type { Secret } from "./derivation.ts";
import type { Pkcs12Formats } from "./formats.ts";
import { decryptPbeSha1 } from "./pbe-sha1.ts";
import { decryptPbes2, pbes2 } from "./pbes2.ts";

/**
 * Decrypts with the scheme that an AlgorithmIdentifier names.
 *
 * @param algorithm a reader of the AlgorithmIdentifier's contents
 * @param formats those to accept besides PBES2 with AES
 * @throws KoshinError `pkcs12-unsupported` (single DES and Camellia among others), `pkcs12-too-many-iterations`,
 * `pkcs12-malformed`, `der-malformed`
 */
export async function decrypt(
  algorithm: DerReader,
  secret: Secret,
  ciphertext: Bytes,
  { ciphers, pbes2Ciphers }: Pick<Pkcs12Formats, "ciphers" | "pbes2Ciphers">,
): Promise<Bytes> {
  const type = algorithm.oid();
  if (type === pbes2) return await decryptPbes2(algorithm.enter(), secret, ciphertext, pbes2Ciphers);
  const cipher = ciphers.get(type);
  if (cipher === undefined) throw new KoshinError("pkcs12-unsupported");
  return await decryptPbeSha1(cipher, algorithm.enter(), secret, ciphertext);
}
