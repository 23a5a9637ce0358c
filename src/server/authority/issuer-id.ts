import { toHex, type Bytes } from "../../core/bytes.ts";
import type { IssuingAuthority } from "./authority.ts";

/** The identifier of an authority in the address of its revocation list: that of its key, in hexadecimal. */
export function issuerId({ issuerKeyIdentifier }: Pick<IssuingAuthority, "issuerKeyIdentifier">): string {
  return hexadecimalId(issuerKeyIdentifier);
}

/** The identifier of an authority's key, in hexadecimal. */
export function hexadecimalId(keyIdentifier: Bytes): string {
  return toHex(keyIdentifier).toLowerCase();
}
