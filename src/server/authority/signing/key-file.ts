import { createPrivateKey, type KeyObject } from "node:crypto";
import { OperatorError } from "../../system/operator-error.ts";
import { readDataFile } from "../../system/read-data-file.ts";
import { readVariable } from "../../system/read-variables.ts";
import { systemdCredential } from "../../system/systemd-credential.ts";

/** A private key as encrypted PKCS#8 in PEM (RFC 5958, section 3): PBES2 with AES-256. */
export function encryptKey(key: KeyObject, passphrase: string): string {
  return key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase }).toString();
}

/** The source of the passphrase of the authorities' keys, in words; it depends on the environment, as in `readPassphrase`. */
export function passphraseSource(): string {
  if (readVariable("KOSHIN_CA_PASSPHRASE") !== undefined) return "the variable KOSHIN_CA_PASSPHRASE";
  const file = readVariable("KOSHIN_CA_PASSPHRASE_FILE");
  if (file !== undefined) return `the file ${file}, which KOSHIN_CA_PASSPHRASE_FILE names`;
  return systemdCredential("koshin-ca-passphrase") === undefined
    ? "the file passphrase in the data folder"
    : "systemd's credential koshin-ca-passphrase";
}

/**
 * Reads an encrypted private key.
 *
 * @throws OperatorError `data-folder-incomplete` without the file, `file-unreadable`, `passphrase-wrong` if it cannot be decrypted
 */
export async function readKey(path: string, passphrase: string): Promise<KeyObject> {
  const pem = await readDataFile(path, "Restore it from a backup.");
  try {
    return createPrivateKey({ key: pem, format: "pem", passphrase });
  } catch (cause) {
    const sentence = `The passphrase does not open ${path}. It comes from ${passphraseSource()}: correct it there.`;
    throw new OperatorError("passphrase-wrong", sentence, { cause });
  }
}
