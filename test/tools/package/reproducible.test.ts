import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../../src/launch/root.mjs";
import { makePackages, packageKinds, packages, packageSources } from "../../support/made-packages.ts";

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  await makePackages();
  folder = await mkdtemp(join(tmpdir(), "koshin-again-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the sums beside the packages are theirs", async () => {
  const { stdout } = await run("sha256sum", ["--check", "SHA256SUMS"], { cwd: dirname(packages.npm) });
  for (const file of Object.values(packages)) expect(stdout).toContain(`${file.slice(dirname(file).length + 1)}: OK`);
});

test("the same sources give the same bytes, in another folder, later, under another umask and time zone", async () => {
  const checkout = join(folder, "another", "checkout");
  for (const name of packageSources) await cp(join(root, name), join(checkout, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(checkout, "node_modules"));
  const command = `umask 077 && exec node tools/package.ts ${packageKinds.join(" ")} --out ${folder}/out`;
  await run("sh", ["-c", command], { cwd: checkout, env: { ...process.env, TZ: "Asia/Tokyo", LC_ALL: "C.UTF-8" } });
  for (const file of Object.values(packages)) {
    const again = await readFile(join(folder, "out", file.slice(dirname(file).length + 1)));
    expect(again.equals(await readFile(file)), file).toBe(true);
  }
});
