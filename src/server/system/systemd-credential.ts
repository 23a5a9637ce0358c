import { existsSync } from "node:fs";
import { join } from "node:path";
import { readVariable } from "./read-variables.ts";

/** The file of a credential from systemd's `LoadCredential=`; undefined if there is none of this name. */
export function systemdCredential(name: string): string | undefined {
  const folder = readVariable("CREDENTIALS_DIRECTORY");
  if (folder === undefined) return undefined;
  const path = join(folder, name);
  return existsSync(path) ? path : undefined;
}
