import { readFile } from "node:fs/promises";
import { listensOf, type Front } from "../settings/front.ts";
import { OperatorError } from "../system/operator-error.ts";
import { unreadable } from "../system/read-data-file.ts";

/** The least number of characters of a front's secret, which any program that reaches the port may try to guess. */
const leastLength = 32;

/**
 * Reads the front's secret.
 *
 * @returns undefined if the settings name no file
 * @throws OperatorError `data-folder-incomplete` or `file-unreadable`; `settings-malformed` if it is too short, or cannot be in a header
 */
export async function readFrontSecret({ secretFile }: Front): Promise<string | undefined> {
  if (secretFile === undefined) return undefined;
  const text = await readFile(secretFile, "utf8").catch((cause: unknown) => {
    throw unreadable(secretFile, "Make it, for example with: openssl rand -hex 32", cause);
  });
  const secret = text.trim();
  if (secret.length >= leastLength && /^[\x21-\x7e]+$/.test(secret)) return secret;
  const sentence = `The secret in ${secretFile} must be one line of at least ${leastLength} printable characters without spaces. Make it with: openssl rand -hex 32`;
  throw new OperatorError("settings-malformed", sentence);
}

/** A sentence about a front whose word every program that reaches its port could imitate; undefined if that cannot be. */
export function frontWithoutSecret(front: Front): string | undefined {
  const overTcp = listensOf(front).some((listen) => !("path" in listen));
  if (!overTcp || front.secretFile !== undefined) return undefined;
  return "front.listen has a port, and no front.secretFile: every program that reaches the port from a trusted address can claim any client certificate. Use a socket (front.listen.path), or have the front send a secret.";
}
