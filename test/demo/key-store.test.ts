import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKeyStore, importP12, trustAuthority } from "../../src/demo/browser/key-store.ts";
import { runTool } from "../../src/demo/browser/run-tool.ts";
import { certificateOf, type World } from "../../src/demo/world-file.ts";
import { makeWorld } from "../../src/demo/world.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";

let folder: string;
let world: World;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-key-store-"));
  world = await makeWorld(join(folder, "data"), new Date());
});
afterAll(() => rm(folder, { recursive: true }));

/** The list of certutil: a name and its trust on each line; `u` marks a certificate with a key. */
async function listed(home: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)("certutil", ["-L", "-d", `sql:${home}/.pki/nssdb`]);
  return stdout.split("\n").filter((line) => /,.*,/.test(line) && !line.includes("SSL"));
}

test("a key store contains what was imported, and importing it again changes nothing", async () => {
  const home = join(folder, "home");
  const { p12, passwordFile } = certificateOf(world, "client28");
  const fill = async (): Promise<void> => {
    await createKeyStore(home);
    await trustAuthority(home, dataFolder(join(folder, "data")).authority.rootCertificate);
    await importP12(home, p12, passwordFile);
  };
  await fill();
  const once = await listed(home);
  expect(once.filter((line) => /u,u,u\s*$/.test(line))).toEqual([expect.stringContaining("client28")]);
  expect(once.filter((line) => /C,,\s*$/.test(line))).toHaveLength(1);
  await fill();
  expect(await listed(home)).toEqual(once);
});

test("a wrong password is refused, and the message contains no password", async () => {
  const home = join(folder, "other-home");
  await createKeyStore(home);
  const wrong = join(folder, "wrong.txt");
  await writeFile(wrong, "not-the-password\n");
  const failure = importP12(home, certificateOf(world, "client28").p12, wrong);
  await expect(failure).rejects.toThrow(/^pk12util failed/);
  await expect(failure).rejects.not.toThrow("not-the-password");
});

test("a tool that is missing or prints endlessly causes an error", async () => {
  await expect(runTool("koshin-missing-tool", [])).rejects.toThrow("not installed");
  await expect(runTool("yes", [])).rejects.toThrow(/^yes failed/);
});
