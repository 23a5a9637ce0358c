import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair);

const makers = {
  "P-256": async () => await generate("ec", { namedCurve: "P-256" }),
  "P-384": async () => await generate("ec", { namedCurve: "P-384" }),
  "RSA-2048": async () => await generate("rsa", { modulusLength: 2048 }),
  "RSA-3072": async () => await generate("rsa", { modulusLength: 3072 }),
  "RSA-4096": async () => await generate("rsa", { modulusLength: 4096 }),
} as const;

/** The kinds of key that an issuing authority can be requested for. */
export type AuthorityKeyKind = keyof typeof makers;
export const authorityKeyKinds: readonly string[] = Object.keys(makers);

/** Generates the private key of an authority. */
export async function generateAuthorityKey(kind: AuthorityKeyKind): Promise<KeyObject> {
  return (await makers[kind]()).privateKey;
}
