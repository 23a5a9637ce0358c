import { createECDH } from "node:crypto";

/** Private keys up to this are among the first that anybody would try. */
const smallest = 256;
const coordinateLength = 32;

/** The x coordinates of the keys that are tried first, and of their negatives, which share them. */
let small: ReadonlySet<string> | undefined;

/**
 * Whether the private key is one of the first numbers or one of the last: the mark of a generator that does not work.
 *
 * @param point a point of the curve, not compressed
 */
export function isWeakP256Key(point: Uint8Array): boolean {
  small ??= firstKeys();
  return small.has(xOf(point));
}

function firstKeys(): ReadonlySet<string> {
  const found = new Set<string>();
  const pair = createECDH("prime256v1");
  const privateKey = Buffer.alloc(coordinateLength);
  for (let number = 1; number <= smallest; number++) {
    privateKey.writeUInt32BE(number, coordinateLength - 4);
    pair.setPrivateKey(privateKey);
    found.add(xOf(pair.getPublicKey()));
  }
  return found;
}

function xOf(point: Uint8Array): string {
  return Buffer.from(point.buffer, point.byteOffset + 1, coordinateLength).toString("latin1");
}
