/** The kinds of key that a renewal can have. */
export type KeyKind = "P-256" | "RSA-2048";

/** The kind where nobody says otherwise. */
export const defaultKeyKind: KeyKind = "P-256";
