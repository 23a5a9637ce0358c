import { createHash, createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { OperatorError } from "../system/operator-error.ts";
import { readDataFile } from "../system/read-data-file.ts";
import { readVariable } from "../system/read-variables.ts";

/** A key that seals the service's secrets. */
export interface MasterKey {
  /** Identifies the key without revealing it: the first 64 bits of a SHA-256, in hexadecimal. */
  readonly id: string;
  readonly key: KeyObject;
}

/** Generates the text of a master key: 256 random bits. */
export function newMasterKey(): string {
  return randomBytes(32).toString("base64url");
}

/** Reads the text of a master key; undefined if it is malformed. */
export function parseMasterKey(text: string): MasterKey | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return undefined;
  const octets = Buffer.from(text, "base64url");
  const id = createHash("sha256").update("koshin master key ").update(octets).digest("hex").slice(0, 16);
  return { id, key: createSecretKey(octets) };
}

/**
 * Reads the lines of a master key file: the current key, and during a rotation the previous one.
 *
 * @throws OperatorError `data-folder-incomplete` without the file, `master-key-wrong` if a line is malformed
 */
export async function readMasterKeyLines(path: string): Promise<readonly [string, ...string[]]> {
  const named = readVariable("KOSHIN_MASTER_KEY_FILE") === path;
  const whenMissing = named
    ? "KOSHIN_MASTER_KEY_FILE names it: correct the variable, or put the master key there."
    : "Restore the master key, or name its file in KOSHIN_MASTER_KEY_FILE.";
  const text = await readDataFile(path, whenMissing);
  const [first, ...others] = text.split("\n").filter((line) => line !== "");
  if (first !== undefined && [first, ...others].every((line) => parseMasterKey(line))) return [first, ...others];
  throw new OperatorError("master-key-wrong", `${path} contains no master key. Restore it from a backup.`);
}
