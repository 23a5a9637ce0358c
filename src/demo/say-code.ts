import { codeOf } from "./administrator.ts";
import { readWorld } from "./world-file.ts";

/**
 * Prints the code with which the administrator or the system operator of a demonstration logs in at a moment.
 *
 * @param data the folder of the demonstration's data
 * @throws Error if there is no demonstration, or none with such a person
 */
export async function sayCode(data: string, whose: "administrator" | "systemOperator", now: Date): Promise<void> {
  const person = (await readWorld(data))?.[whose];
  if (person === undefined) {
    const missing = whose === "administrator" ? "an administrator" : "a system operator";
    throw new Error(`There is no demonstration with ${missing} in ${data}. Start one: npm start -- --fresh`);
  }
  process.stdout.write(`${codeOf(person.secret, now)}\n`);
}
