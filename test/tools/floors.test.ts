import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { firefoxVersion } from "../../src/extension/manifest.ts";
import { floors, isAtLeast, versionOf } from "../../src/launch/floors.mjs";
import { nodeForTypeScript } from "../../src/launch/node.mjs";
import { documents, root } from "../docs/documents.ts";

const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-floors-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program that prints its version like `node --version`. */
async function tells(said: string): Promise<string> {
  const path = join(folder, "program");
  await writeFile(path, `#!/bin/sh\necho '${said}'\n`);
  await chmod(path, 0o755);
  return path;
}

test.each([
  ["24.7", true],
  ["24.7.0", true],
  ["24.21.0", true],
  ["26.0.0", true],
  ["24.6.9", false],
  ["20.20.2", false],
])("%s is at least 24.7: %s", (version, enough) => {
  expect(isAtLeast(version, "24.7")).toBe(enough);
});

test.each([
  ["Chromium 156.0.8078.108 built on Debian", "156.0.8078.108"],
  ["Mozilla Firefox 140.12.0esr", "140.12.0"],
  ["initdb (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", "15.14"],
  ["javac 1.8.0_482", "1.8.0"],
  ["what?", undefined],
])("a program that prints “%s” has version %s", async (said, version) => {
  expect(versionOf(await tells(said))).toBe(version);
});

describe("the minimum Node version", () => {
  test("is declared in package.json, and no document names another one", async () => {
    const named = (await documents()).flatMap(({ path, text }) =>
      Array.from(text.matchAll(/Node(?:\.js)? (\d+(?:\.\d+)*)/g), ([, version]) => `${path}: ${String(version)}`),
    );
    expect(named).toEqual(expect.arrayContaining([`README.md: ${floors.node}`, `docs/operator.md: ${floors.node}`]));
    expect(named.filter((each) => !each.endsWith(`: ${floors.node}`))).toEqual([]);
  });

  test("is met by the running one, or by the one installed with the packages, or is requested in one sentence", async () => {
    expect(nodeForTypeScript(floors.node, "none")).toBe(process.execPath);
    expect(nodeForTypeScript("20.20.2", process.execPath)).toBe(process.execPath);
    const sentence = `Koshin needs Node ${floors.node} or later, and this is 20.20.2: install it from https://nodejs.org.`;
    expect(() => nodeForTypeScript("20.20.2", join(folder, "none"))).toThrow(sentence);
    const old = await tells("v22.18.0");
    expect(() => nodeForTypeScript("20.20.2", old)).toThrow(sentence);
  });

  test("is printed when `npx koshin` runs with an older one", async () => {
    for (const name of [".npmrc", "src", "node_modules"]) await symlink(join(root, name), join(folder, name));
    // Newer than any Node on this machine.
    const packageJson = (await readFile(join(root, "package.json"), "utf8")).replace(`>=${floors.node}`, ">=999");
    expect(packageJson).toContain(">=999");
    await writeFile(join(folder, "package.json"), packageJson);
    const { stdout, stderr } = await run("npx", ["koshin", "--help"], { cwd: folder });
    expect([stdout.startsWith("Usage: koshin"), stderr]).toEqual([true, ""]);
  });
});

test("the documents name the same minimum versions of Firefox and PostgreSQL", async () => {
  const read = (path: string): Promise<string> => readFile(join(root, path), "utf8");
  expect(floors.firefox).toBe(`${firefoxVersion}.0`);
  expect(await read("README.md")).toContain(`Firefox ${firefoxVersion} or later`);
  expect(await read("docs/operator.md")).toContain(`PostgreSQL database (${floors.postgres} or later)`);
});
