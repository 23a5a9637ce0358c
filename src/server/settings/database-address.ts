import type { DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { readVariable } from "../system/read-variables.ts";
import type { Settings } from "./settings.ts";

/**
 * Where the database is: as the command line names it, else as the variable `KOSHIN_DATABASE_URL` does, else the
 * settings, else the SQLite file of the data folder.
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
 * Refuses what is no address, and a password in the command line, where everybody on the machine can read it.
 *
 * @throws OperatorError `database-address-wrong`
 */
export function requireAddress(named: string): string {
  const url = requireUrl(named);
  if (new URL(url).password === "" && !/[?&]password=/.test(url)) return url;
  const sentence = "Others can read a command's arguments. Put the password into ~/.pgpass, PGPASSWORD or KOSHIN_DATABASE_URL.";
  throw new OperatorError("database-address-wrong", sentence);
}

/** An address as it may stand in the settings: the password is left to `~/.pgpass` or a variable. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = "";
  url.searchParams.delete("password");
  return url.href;
}

/** The error does not repeat the address: there may be a password in it. */
function requireUrl(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new OperatorError("database-address-wrong", "Invalid database URL. Write postgres://user@host:5432/name.");
}

/** A text in which the passwords of URLs are left out. */
export function withoutPasswords(text: string): string {
  return text.replace(/(:\/\/[^\s:/@]*):\S*@/g, "$1:…@").replace(/([?&]password=)[^\s&'"]*/g, "$1…");
}
