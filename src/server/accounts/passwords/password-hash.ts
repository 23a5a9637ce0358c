import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import * as v from "valibot";

const Base64 = v.pipe(v.string(), v.base64(), v.maxLength(128));

/** An argon2id hash (RFC 9106) with its salt and parameters. */
export const PasswordHash = v.strictObject({
  salt: Base64,
  hash: Base64,
  /** KiB of memory. */
  memory: v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1_048_576)),
  passes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)),
});
export type PasswordHash = v.InferOutput<typeof PasswordHash>;

const derive = promisify(argon2);

async function compute(password: string, cost: Omit<PasswordHash, "hash">): Promise<Buffer> {
  return derive("argon2id", {
    // The same characters, however a keyboard or an input method composes them (NIST SP 800-63B-4, section 3.1.1.2).
    message: password.normalize("NFKC"),
    nonce: Buffer.from(cost.salt, "base64"),
    parallelism: 1,
    tagLength: 32,
    memory: cost.memory,
    passes: cost.passes,
  });
}

/** Hashes a password with argon2id: 19 MiB, two passes, 128 bits of salt. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const cost = { salt: randomBytes(16).toString("base64"), memory: 19_456, passes: 2 };
  const hash = await compute(password, cost);
  return { ...cost, hash: hash.toString("base64") };
}

/** Whether a password matches a hash, in constant time. */
export async function passwordMatches(password: string, known: PasswordHash): Promise<boolean> {
  const hash = Buffer.from(known.hash, "base64");
  const tried = await compute(password, known);
  return tried.length === hash.length && timingSafeEqual(tried, hash);
}
