import { fileURLToPath } from "node:url";
import { filesInside, findOldReader, javaCommand, oldJava } from "../../tools/install/old-readers.mjs";
import { prepare, run, type Outcome } from "./tool.ts";

const folder = findOldReader(oldJava);

/** Whether Java 8 is there: the test command fetches it on Debian, and says so where it cannot. */
export const javaIsThere = folder !== undefined;

/** The path by which a program of Java 8 knows a file of the folder that it is given. */
export function inside(name: string): string {
  return `${filesInside}/${name}`;
}

/** Compiles a program of `test/support` into a folder for Java 8, with nothing that came later. */
export async function compileForOldJava(name: string, files: string): Promise<void> {
  const source = fileURLToPath(new URL(`../support/${name}.java`, import.meta.url));
  await prepare("javac", ["--release", "8", "-Xlint:-options", "-d", files, source]);
}

/** Runs a program of Java 8, which of the machine's files sees those of one folder. */
export async function runOldJava(program: "java" | "keytool", files: string, args: readonly string[]): Promise<Outcome> {
  if (folder === undefined) throw new Error("Java 8 was not fetched.");
  const command = javaCommand({ folder, files, program }, args);
  return await run(command.program, command.args);
}
