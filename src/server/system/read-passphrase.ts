import { readDataFile } from "./read-data-file.ts";
import { readVariable } from "./read-variables.ts";

/**
 * Reads the passphrase of the authorities' keys. `KOSHIN_CA_PASSPHRASE` takes precedence over every file.
 *
 * @throws OperatorError `data-folder-incomplete`
 */
export async function readPassphrase(path: string): Promise<string> {
  const given = readVariable("KOSHIN_CA_PASSPHRASE");
  if (given !== undefined) return given;
  const named = readVariable("KOSHIN_CA_PASSPHRASE_FILE") === path;
  const whenMissing = named
    ? "KOSHIN_CA_PASSPHRASE_FILE names it: correct the variable, or put the passphrase there."
    : "Restore the passphrase, or name its file in KOSHIN_CA_PASSPHRASE_FILE.";
  return (await readDataFile(path, whenMissing)).trim();
}
