import { createECDH } from "node:crypto";
import type { CurveKind } from "../../../core/key-kind.ts";

/** The largest of the private keys that are tried first. */
const largestTried = 256;

interface Curve {
  /** As OpenSSL names it. */
  readonly name: string;
  /** The octets of a coordinate. */
  readonly length: number;
}

const curves: Readonly<Record<CurveKind, Curve>> = {
  "P-256": { name: "prime256v1", length: 32 },
  "P-384": { name: "secp384r1", length: 48 },
};

/** By curve: the x coordinates of these keys, and of their negatives, which have the same. */
const small = new Map<CurveKind, ReadonlySet<string>>();

/**
 * Whether the private key is one of the largestTried or largest numbers, as broken generators produce them.
 *
 * @param point an uncompressed point of the curve
 */
export function isWeakEcKey(kind: CurveKind, point: Uint8Array): boolean {
  const curve = curves[kind];
  const known = small.get(kind) ?? firstKeys(curve);
  small.set(kind, known);
  return known.has(xOf(point, curve));
}

function firstKeys(curve: Curve): ReadonlySet<string> {
  const found = new Set<string>();
  const pair = createECDH(curve.name);
  const privateKey = Buffer.alloc(curve.length);
  for (let number = 1; number <= largestTried; number++) {
    privateKey.writeUInt32BE(number, curve.length - 4);
    pair.setPrivateKey(privateKey);
    found.add(xOf(pair.getPublicKey(), curve));
  }
  return found;
}

function xOf(point: Uint8Array, { length }: Curve): string {
  return Buffer.from(point.buffer, point.byteOffset + 1, length).toString("latin1");
}
