import type { Bytes } from "../bytes.ts";
import { DerReader } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";
import { integer, nullValue, octetString, oid, sequence } from "../der/write.ts";

const rsaEncryption = "1.2.840.113549.1.1.1";
const ecPublicKey = "1.2.840.10045.2.1";

/**
 * Reads a private key in the traditional form of RSA (RFC 8017, appendix A.1.2) or, with its curve, of EC (RFC 5915, section
 * 3), as older programs write it.
 *
 * @param der DER
 * @returns PKCS#8 (RFC 5208, section 5) in DER; undefined for anything else
 * @throws KoshinError `der-malformed`
 */
export function readTraditionalKey(der: Bytes): Bytes | undefined {
  const key = new DerReader(der).enter();
  if (!key.startsWith(tag.integer)) return undefined;
  const version = key.small();
  if (version === 0 && key.startsWith(tag.integer)) return pkcs8([oid(rsaEncryption), nullValue()], der);
  const secret = version === 1 ? key.optional(tag.octetString) : undefined;
  const curve = secret && key.optional(contextTag(0));
  if (secret === undefined || curve === undefined) return undefined;
  const point = key.optional(contextTag(1))?.der ?? new Uint8Array();
  // Not every browser takes the curve twice.
  return pkcs8([oid(ecPublicKey), curve.content], sequence(integer(1), secret.der, point));
}

function pkcs8(algorithm: readonly Uint8Array[], key: Bytes): Bytes {
  return sequence(integer(0), sequence(...algorithm), octetString(key));
}
