import type { Bytes } from "../../../core/bytes.ts";
import { tag } from "../../../core/der/tag.ts";
import { element, integer, sequence } from "../../../core/der/write.ts";
import { extension } from "./sign-certificate.ts";

/**
 * basicConstraints and keyUsage of an authority, which signs certificates and revocation lists.
 *
 * @param pathLength how many authorities may be below it; by default any number
 */
export function authorityExtensions(pathLength?: number): Bytes[] {
  const constraints = sequence(
    element(tag.boolean, Uint8Array.of(255)),
    ...(pathLength === undefined ? [] : [integer(pathLength)]),
  );
  return [
    extension("2.5.29.19", constraints, { critical: true }),
    extension("2.5.29.15", element(tag.bitString, Uint8Array.of(1, 0b0000_0110)), { critical: true }),
  ];
}
