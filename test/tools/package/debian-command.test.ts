import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../../../src/launch/root.mjs";

const run = promisify(execFile);
const script = join(root, "tools/package/debian/files/koshin");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-command-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** The variables that the installed command passes on. */
async function variablesWith(environment: string): Promise<Map<string, string>> {
  await writeFile(join(folder, "environment"), environment);
  // It is installed where only root may write.
  const text = (await readFile(script, "utf8")).replaceAll("/etc/koshin", folder).replace(/^exec \S+ \S+/m, "exec env");
  const { stdout } = await run("sh", ["-c", text, "koshin"], { env: { PATH: process.env["PATH"] } });
  return new Map(Array.from(stdout.matchAll(/^(\w+)=(.*)$/gm), ([, name = "", value = ""]) => [name, value]));
}

test("the command gets the environment as systemd gives it to the service, whatever characters it contains", async () => {
  const url = "postgres://koshin:a$b`c(d@db/koshin?host=/run/postgresql&sslmode=disable";
  const seen = await variablesWith(
    [
      "# KOSHIN_COMMENT=1",
      "",
      `KOSHIN_DATABASE_URL=${url}`,
      "KOSHIN_HOSTS_APP=a b; touch started",
      'KOSHIN_QUOTED="in quotes & more"',
      "KOSHIN_SINGLE='also $this'",
      "KOSHIN_EMPTY=",
      "no variable",
      "KOSHIN_LAST=x=y",
    ].join("\n"),
  );
  expect(Object.fromEntries([...seen].filter(([name]) => name.startsWith("KOSHIN_")))).toEqual({
    KOSHIN_DATABASE_URL: url,
    KOSHIN_HOSTS_APP: "a b; touch started",
    KOSHIN_QUOTED: "in quotes & more",
    KOSHIN_SINGLE: "also $this",
    KOSHIN_EMPTY: "",
    KOSHIN_LAST: "x=y",
  });
});

test("the command finds the secrets, unless the environment names others", async () => {
  await writeFile(join(folder, "ca-passphrase"), "x");
  await writeFile(join(folder, "master-key"), "x");
  const seen = await variablesWith("KOSHIN_MASTER_KEY_FILE=/elsewhere\n");
  expect(seen.get("KOSHIN_CA_PASSPHRASE_FILE")).toBe(join(folder, "ca-passphrase"));
  expect(seen.get("KOSHIN_MASTER_KEY_FILE")).toBe("/elsewhere");
});
