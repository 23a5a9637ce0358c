import { toHex } from "../../core/bytes.ts";
import type { IssuingAuthority } from "./authority.ts";

/** How an authority is named where its revocation list is: by the identifier of its key, in hexadecimal. */
export function issuerId({ issuerKeyIdentifier }: IssuingAuthority): string {
  return toHex(issuerKeyIdentifier).toLowerCase();
}
