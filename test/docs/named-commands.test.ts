import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { createProgram } from "../../src/program.ts";
import { documents, root } from "./documents.ts";

const run = promisify(execFile);

/** Our commands that documents name within a sentence. */
const named = new Set(
  (await documents()).flatMap(({ text }) =>
    Array.from(
      text.matchAll(/`(?:npx )?((?:npm (?:start|test|run)|koshin) [^`]+|npm start|npm test)`/g),
      ([, command = ""]) => command,
    ),
  ),
);

/** The help of a command of `koshin`; in this process, because each start of the program loads its commands again. */
async function koshinHelp(subcommand: readonly string[]): Promise<string> {
  const program = await createProgram([process.execPath, "koshin", ...subcommand]);
  let command = program;
  for (const word of subcommand) command = command.commands.find((each) => each.name() === word) ?? expect.fail(`no ${word}`);
  return command.helpInformation();
}

describe("a command that a document names", () => {
  test.each(Array.from(named).filter((command) => command.startsWith("koshin ")))(
    "%s exists in koshin, with its options",
    async (command) => {
      const words = command.split(" ").slice(1);
      const end = words.findIndex((word) => word.startsWith("--"));
      const subcommand = end === -1 ? words : words.slice(0, end);
      const help = await koshinHelp(subcommand);
      expect(help).toContain(`Usage: ${["koshin", ...subcommand].join(" ")} `);
      for (const option of words.filter((word) => word.startsWith("--"))) expect(help).toContain(`${option} `);
    },
  );

  const scripts: Readonly<Record<string, string>> = {
    start: "src/demo/start.ts",
    package: "tools/package.ts",
    bench: "test/bench/run.ts",
  };

  test.each(Array.from(named).filter((command) => command.startsWith("npm ")))(
    "%s exists in npm, with its arguments",
    async (command) => {
      const [, script = ""] = /^npm (?:run )?([a-z]+)/.exec(command) ?? [];
      expect(Object.keys(packageJson.scripts)).toContain(script);
      const program = scripts[script];
      const args = (command.split(" -- ")[1] ?? "").split(" ").filter((word) => /^[a-z-]+$/.test(word));
      if (program === undefined || args.length === 0) return;
      const { stdout } = await run(process.execPath, [join(root, program), "--help"]);
      const known = stdout.split(/[\s,[\]]+/);
      expect(args.filter((word) => !known.includes(word))).toEqual([]);
    },
  );

  test("is found in the documents", () => {
    expect(named.size).toBeGreaterThan(15);
  });
});
