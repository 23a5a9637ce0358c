import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeRunFolder } from "../../src/demo/install/run-folder.mjs";

test("a run has a folder of its own, and removes those of runs that are over and no others", () => {
  const place = mkdtempSync(join(tmpdir(), "koshin-place-"));
  onTestFinished(() => rmSync(place, { recursive: true }));
  const { pid: over } = spawnSync(process.execPath, ["--version"]);
  const others = [`koshin-run-${process.ppid}`, "koshin-run-x", "somebody-elses"];
  for (const name of [`koshin-run-${over}`, ...others]) {
    mkdirSync(join(place, name, "inside"), { recursive: true });
    writeFileSync(join(place, name, "inside", "file"), "");
  }
  const folder = makeRunFolder(place);
  expect(folder).toBe(join(place, `koshin-run-${process.pid}`));
  expect(statSync(folder).mode & 0o777).toBe(0o711);
  expect(readdirSync(place).sort()).toEqual([`koshin-run-${process.pid}`, ...others].sort());
});
