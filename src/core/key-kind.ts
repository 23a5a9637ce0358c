/** The kinds of key that a renewal supports. */
export const keyKinds = ["P-256", "P-384", "RSA-2048", "RSA-3072", "RSA-4096"] as const;
export type KeyKind = (typeof keyKinds)[number];

/** The kind used by default. */
export const defaultKeyKind: KeyKind = "P-256";

/** Kinds of key of one algorithm. */
export type CurveKind = Extract<KeyKind, `P-${string}`>;
export type RsaKind = Exclude<KeyKind, CurveKind>;

/** Whether a kind is an elliptic curve, rather than a length of RSA keys. */
export function isCurve(kind: KeyKind): kind is CurveKind {
  return kind.startsWith("P-");
}

/** The length of an RSA modulus of a kind, in bits. */
export function rsaBits(kind: RsaKind): number {
  return Number(kind.slice("RSA-".length));
}
