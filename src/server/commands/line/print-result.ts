import { jsonLine, printableLines } from "./printable.ts";

/** Prints the result of a command: a message for people, or its facts as one line of JSON. */
export function printResult(facts: Readonly<Record<string, unknown>>, json: boolean, sentence: string): void {
  process.stdout.write(`${json ? jsonLine(facts) : printableLines(sentence)}\n`);
}

/**
 * Prints a page of a list, and waits until it is written.
 *
 * @param lines JSON from `jsonLine`, or text in which what comes from outside is `printable`
 * @returns false if the reader has closed the pipe, so that no further output is possible
 */
export async function printPage(lines: readonly string[]): Promise<boolean> {
  const text = lines.map((line) => `${line}\n`).join("");
  return await new Promise((resolve) => process.stdout.write(text, (error) => resolve(error === undefined || error === null)));
}
