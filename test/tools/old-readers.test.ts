import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { canUnpackDebianPackages } from "../../tools/install/debian-packages.mjs";
import { fetchOldReader, oldOpenssl } from "../../tools/install/old-readers.mjs";

test.runIf(canUnpackDebianPackages())("an old reader whose download failed is not found", async () => {
  const cache = mkdtempSync(join(tmpdir(), "koshin-readers-"));
  onTestFinished(() => rmSync(cache, { recursive: true }));
  const { pid: over } = spawnSync(process.execPath, ["--version"]);
  const others = [`partial-${process.ppid}-java-8`, "java-8"];
  for (const name of [`partial-${over}-openssl-1.1.1`, ...others]) mkdirSync(join(cache, name, "usr"), { recursive: true });
  const mirror = "http://127.0.0.1:9/debian";
  await expect(fetchOldReader(oldOpenssl, { mirror, cache })).rejects.toThrow(
    /^apt-get failed: Failed to fetch http:\/\/127.0.0.1:9\//,
  );
  expect(readdirSync(cache).sort()).toEqual(others.sort());
});
