import { createHmac } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "../../system/operator-error.ts";
import { ensurePrivateFile } from "../../system/private-file.ts";
import { readDataFileIfThere } from "../../system/read-data-file.ts";
import { readVariable } from "../../system/read-variables.ts";
import { systemdCredential } from "../../system/systemd-credential.ts";

/** Remembers PINs that tokens have refused, so that no restart tries one again and locks the token. */
export interface RefusedPins {
  has(serial: string, pin: string): Promise<boolean>;
  add(serial: string, pin: string): Promise<void>;
}

/**
 * The refused PINs of a data folder. The file tells nothing about them without the passphrase: it has an HMAC of each, with
 * the token's serial number.
 */
export function refusedPins(folder: string, passphrase: string): RefusedPins {
  const file = join(folder, "refused-pins");
  const mark = (serial: string, pin: string): string => createHmac("sha256", passphrase).update(`${serial}\0${pin}`).digest("hex");
  return {
    has: async (serial, pin) => ((await readDataFileIfThere(file)) ?? "").includes(mark(serial, pin)),
    async add(serial, pin) {
      await ensurePrivateFile(file);
      await appendFile(file, `${mark(serial, pin)}\n`);
    },
  };
}

/** Remembers nothing: a command that is run by hand before there is a data folder. */
export const noRefusedPins: RefusedPins = {
  has: async () => await Promise.resolve(false),
  add: async () => await Promise.resolve(),
};

/**
 * Reads the PIN of a token: from the file that its address names, else from the one that KOSHIN_TOKEN_PIN_FILE names, else from
 * systemd's credential `koshin-token-pin`.
 *
 * @throws OperatorError `token-pin-missing`
 */
export async function readPin(named: string | undefined): Promise<string> {
  const file = named ?? readVariable("KOSHIN_TOKEN_PIN_FILE") ?? systemdCredential("koshin-token-pin");
  if (file === undefined) {
    const sentence =
      "The token's PIN is missing. Name its file in the key's address (pin-source=file:/…) or in KOSHIN_TOKEN_PIN_FILE, or give it as systemd's credential koshin-token-pin.";
    throw new OperatorError("token-pin-missing", sentence);
  }
  const pin = await readFile(file, "utf8").catch((cause: unknown) => {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    const sentence = `The file with the token's PIN, ${file}, cannot be read (${code}). Put it there, readable by the service, or correct its name.`;
    throw new OperatorError("token-pin-missing", sentence, { cause });
  });
  return pin.replace(/\r?\n$/, "");
}
