/** Every exit code of the program, with what it means; docs/operator.md has the same list. */
export const exitCodes: readonly (readonly [code: string, meaning: string])[] = [
  ["0", 'done, or nothing to do: with --json the result then says "changed":false'],
  [
    "1",
    "failed, with a sentence and a code that errors.md explains; or koshin check, koshin audit --verify or koshin restore found something",
  ],
  ["2", "wrong usage"],
  ["141", "the output was not read to its end, as with | head"],
  ["130, 143", "ended by SIGINT or SIGTERM, with nothing left half done (koshin serve ends on them with 0)"],
];

/** The exit codes as every command's help lists them. */
export const exitCodesHelp = ["\nExit codes:", ...exitCodes.map(([code, meaning]) => `  ${code.padEnd(10)}${meaning}`)].join("\n");
