import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeRunFolder, placeForRunFolder, placesForRunFolders, removeLeftFolders } from "../../tools/install/run-folder.mjs";

test("a run has its own folder, and removes only those of runs that have ended", () => {
  const place = mkdtempSync(join(tmpdir(), "koshin-place-"));
  onTestFinished(() => rmSync(place, { recursive: true }));
  const { pid: over } = spawnSync(process.execPath, ["--version"]);
  const others = [`koshin-run-${process.ppid}`, "koshin-run-x", "somebody-elses"];
  for (const name of [`koshin-run-${over}`, ...others]) {
    mkdirSync(join(place, name, "inside"), { recursive: true });
    writeFileSync(join(place, name, "inside", "file"), "");
  }
  removeLeftFolders(place);
  const folder = makeRunFolder(place);
  expect(folder).toBe(join(place, `koshin-run-${process.pid}`));
  expect(statSync(folder).mode & 0o777).toBe(0o711);
  expect(readdirSync(place).sort()).toEqual([`koshin-run-${process.pid}`, ...others].sort());
});

test.runIf(process.platform === "linux")("a program that outlives a killed run is ended by the next run", async () => {
  const place = mkdtempSync(join(tmpdir(), "koshin-place-"));
  onTestFinished(() => rmSync(place, { recursive: true }));
  const { pid: over } = spawnSync(process.execPath, ["--version"]);
  const [left, kept] = [`koshin-run-${over}`, `koshin-run-${process.ppid}`].map((name) => {
    const folder = join(place, name);
    mkdirSync(folder);
    const program = spawn("sleep", ["600"], { detached: true, stdio: "ignore", env: { ...process.env, TMPDIR: folder } });
    onTestFinished(() => void program.kill("SIGKILL"));
    return program;
  });
  if (left === undefined || kept === undefined) throw new Error("The programs did not start.");
  await Promise.all([once(left, "spawn"), once(kept, "spawn")]);
  const ended = once(left, "exit");
  removeLeftFolders(place);
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect([kept.exitCode, kept.signalCode]).toEqual([null, null]);
});

test("the place that a run chooses is one that the next run looks for leftovers in", () => {
  expect(placesForRunFolders()).toContain(placeForRunFolder());
});
