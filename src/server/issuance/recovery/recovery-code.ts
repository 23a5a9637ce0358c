import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { generatePassword } from "../../../core/password.ts";

/**
 * Makes a one-time code: 80 random bits in four groups, `xxxx-xxxx-xxxx-xxxx`, of characters that are not taken for
 * each other.
 */
export function generateRecoveryCode(): string {
  return generatePassword(4);
}

/** What is kept of a code: a salt and the SHA-256 of both, hexadecimal. */
export interface HashedCode {
  readonly salt: string;
  readonly code_hash: string;
}

/**
 * Hashes a code for the store. One round is enough: 80 random bits, good for a day, are out of reach however fast
 * the tries are; slow hashes are for what people choose themselves.
 */
export function hashRecoveryCode(code: string): HashedCode {
  const salt = randomBytes(16).toString("hex");
  return { salt, code_hash: digest(salt, code).toString("hex") };
}

/** Whether a code is the one that was hashed, however it is spaced and capitalised. Takes the same time either way. */
export function isRecoveryCode(tried: string, { salt, code_hash }: HashedCode): boolean {
  return timingSafeEqual(digest(salt, tried), Buffer.from(code_hash, "hex"));
}

function digest(salt: string, code: string): Buffer {
  const characters = code.replaceAll(/[\s-]/g, "").toLowerCase();
  return createHash("sha256").update(`${salt}:${characters}`).digest();
}
