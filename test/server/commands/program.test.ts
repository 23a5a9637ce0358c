import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { createProgram } from "../../../src/program.ts";
import { exitCodes } from "../../../src/server/commands/line/exit-codes.ts";
import { runHere as run, startProgram } from "../../support/program.ts";

/** Every command, by its words. */
const commands = new Map(leaves(await createProgram(), []));

function leaves(command: Command, above: readonly string[]): [string, Command][] {
  const path = above.length === 0 && command.name() === "koshin" ? [] : [...above, command.name()];
  if (command.commands.length === 0) return [[path.join(" "), command]];
  return command.commands.flatMap((inner) => leaves(inner, path));
}

let folder: string;
/** A path where no data folder can exist: below a file. */
let nowhere: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-program-"));
  await writeFile(join(folder, "file"), "");
  nowhere = join(folder, "file", "data");
});
afterEach(async () => await rm(folder, { recursive: true }));

/** The placeholder for a long number in an example. */
const hash = "5F".repeat(32);

/** What follows `koshin` in the example of a command's help. */
async function exampleOf(path: string): Promise<string[]> {
  const { stdout } = await run(...path.split(" "), "--help");
  const example = (/Examples?:\n {2}koshin (.*)/.exec(stdout)?.[1] ?? "").replace(/ --json$/, "");
  expect(example).toMatch(new RegExp(`^${path} --`));
  return Array.from(example.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, bare]) => quoted ?? (bare === "5F3A…C1" ? hash : bare) ?? "");
}

const Failure = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({ error: v.strictObject({ code: v.string(), message: v.string() }) }),
);

describe.each(Array.from(commands.keys()))("koshin %s", (path) => {
  test("prints help with an example and the exit codes", async () => {
    const { code, stdout, stderr } = await run(...path.split(" "), "--help");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`Usage: koshin ${path} [options]`);
    expect(stdout).toMatch(new RegExp(`Examples?:\n  koshin ${path} --`));
    expect(stdout.split("\n").slice(-exitCodes.length - 2)).toEqual([
      "Exit codes:",
      ...exitCodes.map(([exit, meaning]) => `  ${exit.padEnd(10)}${meaning}`),
      "",
    ]);
  });

  test("accepts the data folder and a database that overrides the settings", () => {
    expect(commands.get(path)?.options.map(({ long }) => long)).toEqual(expect.arrayContaining(["--data", "--database"]));
  });

  test("fails with a message and exit code 1 if there is no data folder, and in JSON with --json", async () => {
    const example = (await exampleOf(path)).map((word) => word.replace(/^(\/var\/lib|\/backup)\/.*/, nowhere));
    const said = await run(...example);
    expect(said.code).toBe(1);
    if (path === "check") return;
    expect([said.stdout, said.stderr]).toEqual(["", expect.stringMatching(/^koshin: .+ \([a-z-]+\)\n$/)]);
    const { code, stdout, stderr } = await run(...example, "--json");
    const { error } = v.parse(Failure, stdout);
    expect([code, stderr, `koshin: ${error.message} (${error.code})\n`]).toEqual([1, "", said.stderr]);
    expect(error.code).not.toBe("unexpected-failure");
  });

  test("reports an unknown option as a usage error", async () => {
    const message = `Unknown option '--xyzzy'. koshin ${path} --help lists its options.`;
    // Even if others are missing: the unknown one may be one of these, misspelt.
    for (const args of [await exampleOf(path), path.split(" ")]) {
      expect(await run(...args, "--xyzzy")).toEqual({ code: 2, stdout: "", stderr: `koshin: ${message} (wrong-usage)\n` });
      const { code, stdout, stderr } = await run(...args, "--xyzzy", "--json");
      expect([code, v.parse(Failure, stdout), stderr]).toEqual([2, { error: { code: "wrong-usage", message } }, ""]);
    }
  });

  test("lists the required options separately, and names all that are missing", async () => {
    const { stdout } = await run(...path.split(" "), "--help");
    const [, listed = ""] = /\nRequired options:\n((?: .*\n)+)/.exec(stdout) ?? [];
    const required = Array.from(listed.matchAll(/^ {2}(--[a-z0-9]+ <[^>]+>)/gm), ([, flags = ""]) => flags);
    expect(required).toContain("--data <folder>");
    const operands = commands.get(path)?.registeredArguments.map(() => "x") ?? [];
    const said = await run(...path.split(" "), ...operands);
    const missing =
      required.length === 1 ? "Required option --data <folder> is missing" : `Required options are missing: ${required.join(", ")}`;
    expect([said.code, said.stderr]).toEqual([2, `koshin: ${missing}. koshin ${path} --help lists its options. (wrong-usage)\n`]);
  });
});

test("docs/operator.md has the same exit codes as every command's help", async () => {
  const text = await readFile(join(import.meta.dirname, "../../../docs/operator.md"), "utf8");
  const [, table = ""] = /\| exit code \| what it means \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(text) ?? [];
  const plain = table
    .replaceAll("\\|", "¦")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll("`", "");
  const rows = plain
    .split("\n")
    .slice(0, -1)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replace("¦", "|")),
    );
  expect(rows).toEqual(exitCodes);
});

describe("koshin", () => {
  test("loads only the command that it runs, unchanged", async () => {
    for (const [path, command] of commands) {
      const alone = leaves(await createProgram(["node", "koshin", ...path.split(" ")]), []);
      expect(alone.find(([words]) => words === path)?.[1].helpInformation()).toBe(command.helpInformation());
      expect(new Set(alone.map(([words]) => words.split(" ")[0]))).toEqual(new Set([path.split(" ")[0]]));
    }
  });

  test("prints its version", async () => {
    expect(await run("--version")).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: "" });
  });

  test.each([[[]], [["nothing"]], [["tenant"]], [["init"]], [["issue", "--data", "x"]]])("%j is a usage error", async (args) => {
    expect((await run(...args)).code).toBe(2);
    const { code, stdout } = await run(...args, "--json");
    expect([code, v.parse(Failure, stdout.slice(stdout.indexOf("{"))).error.code]).toEqual([2, "wrong-usage"]);
  });

  test.each([
    [["lst"], "Unknown command 'lst'. Did you mean list? koshin --help lists its commands."],
    [["notices", "--help"], "Unknown command 'notices'. koshin --help lists its commands."],
    [["tenant", "notfy", "-h"], "Unknown command 'notfy'. Did you mean notify? koshin tenant --help lists its commands."],
    [["list", "nothing"], "Unknown command 'nothing'. koshin list --help lists its commands."],
    [["issue", "--tenat", "u1"], "Unknown option '--tenat'. Did you mean --tenant? koshin issue --help lists its options."],
    [
      ["renew-now", "--data", "x", "--all", "--serial", "5F", "--reason", "x"],
      "Option '--all' cannot be used with option '--serial <hex>'. koshin renew-now --help lists its options.",
    ],
    [["show", "--data", "x"], "Name the certificate: --serial, or --tenant and --cn. koshin show --help lists its options."],
    [["check", "--data"], "Option '--data <folder>' argument missing. koshin check --help lists its options."],
  ])("explains what is wrong with %j and where to find help", async (args, message) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: "", stderr: `koshin: ${message} (wrong-usage)\n` });
  });

  test("lists the commands of a group that is called without one, and asks for one", async () => {
    const { code, stdout, stderr } = await run("tenant");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^Usage: koshin tenant [^]+\nkoshin: Name one of the commands that koshin tenant --help lists\. \(wrong-usage\)\n$/,
    );
  });

  test("reports failures by its exit code even if nobody reads standard error", async () => {
    const program = startProgram(["nothing"]);
    program.closeErrors();
    expect(await program.ended).toMatchObject({ code: 2, stdout: "" });
  });

  test.each([
    "--database=postgres://koshin:s3cret/@db.example/x",
    "--databse=postgres://koshin:s3cret@db.example/x",
    "--databse=postgres://db.example/?password=s3cret",
  ])("never repeats the password of %s", async (option) => {
    for (const json of [[], ["--json"]]) {
      const { code, stdout, stderr } = await run("check", "--data", nowhere, option, ...json);
      expect(code).toBeGreaterThan(0);
      expect(stdout + stderr).not.toContain("s3cret");
    }
  });

  test.each(["2026-02-30", "2026-13-01", "2026-1-1", "tomorrow", "2026-01-01T25:00Z", ""])(
    "rejects the moment %j",
    async (moment) => {
      const { code, stderr } = await run("renew-now", "--data", nowhere, "--all", "--reason", "x", "--until", moment);
      expect([code, stderr]).toEqual([2, expect.stringContaining("Write an existing day as 2026-12-31")]);
    },
  );
});
