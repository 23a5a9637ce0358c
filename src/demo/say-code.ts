import { codeOf } from "./administrator.ts";
import { readWorld } from "./world-file.ts";

/**
 * Prints the code with which the administrator of a demonstration logs in at a moment.
 *
 * @param data the folder of the demonstration's data
 * @throws Error if there is no demonstration, or none with an administrator
 */
export async function sayCode(data: string, now: Date): Promise<void> {
  const administrator = (await readWorld(data))?.administrator;
  if (administrator === undefined) {
    throw new Error(`There is no demonstration with an administrator in ${data}. Start one: npm start -- --fresh`);
  }
  process.stdout.write(`${codeOf(administrator.secret, now)}\n`);
}
