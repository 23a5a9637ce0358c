import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** What every token begins with, so that a scanner for secrets recognises one in a place where it must not be. */
const prefix = "koshin_";
const form = /^koshin_([0-9a-f]{64})([0-9a-f]{8})$/;

/**
 * A token: the prefix, 256 random bits, and their CRC-32, hexadecimal, so that a double click selects it, and a scanner knows
 * one without asking the service. The database contains only its hash.
 */
export function newToken(): string {
  const random = randomBytes(32).toString("hex");
  return prefix + random + checksumOf(random);
}

/** Whether a text may be a token. */
export function isTokenForm(text: string): boolean {
  const [, random, checksum] = form.exec(text) ?? [];
  return random !== undefined && checksumOf(random) === checksum;
}

/** The hash of a token in the database. A fast one is enough, because 256 random bits cannot be guessed. */
export function hashApiToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function checksumOf(random: string): string {
  return crc32(random).toString(16).padStart(8, "0");
}
