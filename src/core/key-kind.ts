/** The kinds of key that a renewal can have. */
export type KeyKind = "P-256" | "RSA-2048";
