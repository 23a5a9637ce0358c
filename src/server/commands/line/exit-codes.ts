/** Every exit code of the program, with its meaning; docs/operator.md has the same list. */
export const exitCodes: readonly (readonly [code: string, meaning: string])[] = [
  ["0", 'done, or nothing to do: with --json the result then says "changed":false'],
  [
    "1",
    "failed, with a message and a code that errors.md explains; or koshin check, koshin audit --verify or koshin restore found something, or koshin issue-many, koshin job or koshin recovery-code was refused some of what it began",
  ],
  ["2", "usage error"],
  ["141", "the output was not read to its end, as with | head"],
  ["130, 143", "ended by SIGINT or SIGTERM, with nothing left half done (koshin serve exits with 0)"],
];

/** The exit codes, for every command's help. */
export const exitCodesHelp = ["\nExit codes:", ...exitCodes.map(([code, meaning]) => `  ${code.padEnd(10)}${meaning}`)].join("\n");
