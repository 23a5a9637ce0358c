import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { findProgram } from "./find-program.mjs";

const debian = "/usr/lib/postgresql";

/**
 * Finds the folder with the programs of a PostgreSQL server. Debian keeps them outside the search path, by version.
 *
 * @returns {string | undefined} the folder of the newest version
 */
export function findPostgres() {
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter(Number.isInteger) : [];
  const folders = versions.sort((a, b) => b - a).map((version) => `${debian}/${version}/bin`);
  const found = folders.find((folder) => existsSync(`${folder}/initdb`));
  const inPath = findProgram("initdb");
  return found ?? (inPath === undefined ? undefined : dirname(inPath));
}
