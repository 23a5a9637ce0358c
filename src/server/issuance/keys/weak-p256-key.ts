import { createECDH } from "node:crypto";

/** The largest of the private keys that are tried first. */
const largestTried = 256;
const coordinateLength = 32;

/** The x coordinates of these keys, and of their negatives, which have the same. */
let small: ReadonlySet<string> | undefined;

/**
 * Whether the private key is one of the largestTried or largest numbers, as broken generators produce them.
 *
 * @param point an uncompressed point of the curve
 */
export function isWeakP256Key(point: Uint8Array): boolean {
  small ??= firstKeys();
  return small.has(xOf(point));
}

function firstKeys(): ReadonlySet<string> {
  const found = new Set<string>();
  const pair = createECDH("prime256v1");
  const privateKey = Buffer.alloc(coordinateLength);
  for (let number = 1; number <= largestTried; number++) {
    privateKey.writeUInt32BE(number, coordinateLength - 4);
    pair.setPrivateKey(privateKey);
    found.add(xOf(pair.getPublicKey()));
  }
  return found;
}

function xOf(point: Uint8Array): string {
  return Buffer.from(point.buffer, point.byteOffset + 1, coordinateLength).toString("latin1");
}
