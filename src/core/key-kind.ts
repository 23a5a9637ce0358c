/** The kinds of key that a renewal can have. */
export const keyKinds = ["P-256", "RSA-2048"] as const;
export type KeyKind = (typeof keyKinds)[number];

/** The kind used by default. */
export const defaultKeyKind: KeyKind = "P-256";
