/** Prints what a command did: a sentence for people, or its facts as one line of JSON. */
export function printResult(facts: Readonly<Record<string, unknown>>, json: boolean, sentence: string): void {
  process.stdout.write(`${json ? JSON.stringify(facts) : sentence}\n`);
}
