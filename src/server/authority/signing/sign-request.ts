import type { Bytes } from "../../../core/bytes.ts";
import { bitString, context, integer, sequence } from "../../../core/der/write.ts";
import type { SigningKey } from "./signing-key.ts";

/**
 * Signs a request for a certificate (PKCS#10, RFC 2986, section 4).
 *
 * @param subject its Name, DER
 * @param spki SubjectPublicKeyInfo of the key, DER
 * @param attributes DER
 * @returns DER
 */
export async function signRequest(
  subject: Bytes,
  spki: Bytes,
  { algorithm, sign }: SigningKey,
  ...attributes: readonly Bytes[]
): Promise<Bytes> {
  const info = sequence(integer(0), subject, spki, context(0, ...attributes));
  return sequence(info, algorithm, bitString(await sign(info)));
}
