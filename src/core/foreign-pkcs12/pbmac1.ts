import { type Bytes, bytesOf } from "../bytes.ts";
import { KoshinError } from "../errors.ts";
import type { MacInput } from "../pkcs12/formats.ts";
import { derivePbkdf2, hmacHashes, readPbkdf2 } from "../pkcs12/pbes2.ts";

/** The algorithm identifier of PBMAC1 (RFC 8018, appendix A.5). */
export const pbmac1 = "1.2.840.113549.1.5.14";

/** The shortest key that OpenSSL accepts, in octets: a MAC under a shorter one could be made without the password. */
const minKeyLength = 20;

/** The longest digest of HMAC, in octets: no program derives a longer key. */
const maxKeyLength = 64;

/**
 * The MAC of a file's contents by PBKDF2 and HMAC (RFC 9879). The salt and iteration count of MacData are ignored.
 *
 * @throws KoshinError `der-malformed`, `pkcs12-unsupported`, `pkcs12-too-many-iterations`
 */
export async function computePbmac1({ secret, parameters, contents }: MacInput): Promise<Bytes> {
  const settings = parameters.enter();
  const { derivation, hash: prf, keyLength } = readPbkdf2(settings.enter(), secret.password);
  const hash = hmacHashes.get(settings.enter().oid());
  // RFC 9879, section 4: the length is required.
  if (hash === undefined || keyLength === undefined || keyLength < minKeyLength || keyLength > maxKeyLength) {
    throw new KoshinError("pkcs12-unsupported");
  }
  const octets = await derivePbkdf2(derivation, prf, keyLength);
  const key = await crypto.subtle.importKey("raw", octets, { name: "HMAC", hash }, false, ["sign"]);
  return bytesOf(await crypto.subtle.sign("HMAC", key, contents));
}
