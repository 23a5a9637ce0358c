import type { DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { readVariable } from "../system/read-variables.ts";
import type { Settings } from "./settings.ts";

/**
 * The database's address: from the command line, the variable `KOSHIN_DATABASE_URL` or the settings, in this order, or
 * else the SQLite file of the data folder.
 *
 * @param named from the command line
 * @throws OperatorError `database-address-wrong`
 */
export function databaseAddress(data: DataFolder, settings: Settings, named?: string): string {
  if (named !== undefined) return requireAddress(named);
  const variable = readVariable("KOSHIN_DATABASE_URL");
  return variable === undefined ? (settings.database ?? data.database) : requireUrl(variable);
}

/**
 * Rejects an invalid address, and a password on the command line, which all users of the machine can read.
 *
 * @throws OperatorError `database-address-wrong`
 */
export function requireAddress(named: string): string {
  const url = requireUrl(named);
  if (new URL(url).password === "" && !/[?&]password=/.test(url)) return url;
  const sentence = "Others can read a command's arguments. Put the password into ~/.pgpass, PGPASSWORD or KOSHIN_DATABASE_URL.";
  throw new OperatorError("database-address-wrong", sentence);
}

/** An address for the settings file, without its password, which belongs in `~/.pgpass` or a variable. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = "";
  url.searchParams.delete("password");
  return url.href;
}

/** The error does not repeat the address, which may contain a password. */
function requireUrl(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new OperatorError("database-address-wrong", "Invalid database URL. Write postgres://user@host:5432/name.");
}

/** Removes passwords in URLs from a text. */
export function withoutPasswords(text: string): string {
  return text.replace(/(:\/\/[^\s:/@]*):\S*@/g, "$1:…@").replace(/([?&]password=)[^\s&'"]*/g, "$1…");
}
