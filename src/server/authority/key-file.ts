import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { OperatorError } from "../operator-error.ts";

/** A private key as encrypted PKCS#8 in PEM (RFC 5958, section 3): PBES2 with AES-256. */
export function encryptKey(key: KeyObject, passphrase: string): string {
  return key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase }).toString();
}

/**
 * Reads an encrypted private key.
 *
 * @throws OperatorError `data-folder-incomplete` without the file, `passphrase-wrong` where it does not open
 */
export async function readKey(path: string, passphrase: string): Promise<KeyObject> {
  const pem = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new OperatorError("data-folder-incomplete", `${path} cannot be read. Restore it from a backup.`, { cause });
  });
  try {
    return createPrivateKey({ key: pem, format: "pem", passphrase });
  } catch (cause) {
    const sentence = `The passphrase does not open ${path}. Check the file that KOSHIN_CA_PASSPHRASE_FILE names.`;
    throw new OperatorError("passphrase-wrong", sentence, { cause });
  }
}
