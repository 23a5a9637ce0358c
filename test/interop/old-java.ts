import { fileURLToPath } from "node:url";
import { filesInside, findOldReader, javaCommand, oldJava } from "../../tools/install/old-readers.mjs";
import { prepare, run, type Outcome } from "./tool.ts";

const folder = findOldReader(oldJava);

/** Whether Java 8 is available: on Debian the test command downloads it, and says if it cannot. */
export const hasOldJava = folder !== undefined;

/** The path at which a program of Java 8 sees a file of its folder. */
export function inside(name: string): string {
  return `${filesInside}/${name}`;
}

/** Compiles a program of `test/support` into a folder for Java 8, with Java 8's API only. */
export async function compileForOldJava(name: string, files: string): Promise<void> {
  const source = fileURLToPath(new URL(`../support/${name}.java`, import.meta.url));
  await prepare("javac", ["--release", "8", "-Xlint:-options", "-d", files, source]);
}

/** Runs a program of Java 8, which sees only one folder of the machine's files. */
export async function runOldJava(program: "java" | "keytool", files: string, args: readonly string[]): Promise<Outcome> {
  if (folder === undefined) throw new Error("Java 8 has not been downloaded.");
  const command = javaCommand({ folder, files, program }, args);
  return await run(command.program, command.args);
}
