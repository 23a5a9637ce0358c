import type { Bytes } from "../bytes.ts";
import type { DerReader } from "../der/read.ts";
import { KoshinError } from "../errors.ts";
import { decryptPbes2, pbes2 } from "./pbes2.ts";
import { decryptPbeSha1, pbeSha1TripleDes } from "./pbe-sha1.ts";

/**
 * Decrypts by whatever scheme an AlgorithmIdentifier names.
 *
 * @param algorithm a reader of the AlgorithmIdentifier's contents
 * @throws KoshinError `pkcs12-unsupported` (RC2 and single DES among others), `pkcs12-too-many-iterations`,
 * `pkcs12-malformed`, `der-malformed`
 */
export async function decrypt(algorithm: DerReader, password: string, ciphertext: Bytes): Promise<Bytes> {
  switch (algorithm.oid()) {
    case pbes2:
      return await decryptPbes2(algorithm.enter(), password, ciphertext);
    case pbeSha1TripleDes:
      return decryptPbeSha1(algorithm.enter(), password, ciphertext);
    default:
      throw new KoshinError("pkcs12-unsupported");
  }
}
