import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const script = join(import.meta.dirname, "..", "..", ".ci", "closing-line.mjs");

const passing = { status: "passed", assertionResults: [{ status: "passed" }, { status: "passed" }, { status: "skipped" }] };
const failing = { status: "failed", assertionResults: [{ status: "passed" }, { status: "failed" }] };
const broken = { status: "failed", assertionResults: [] };

test.each([
  ["everything passed", [passing], 0, "2 passed, 0 failed", 0],
  ["a test failed", [passing, failing], 1, "3 passed, 1 failed", 1],
  ["a file could not be loaded", [passing, broken], 1, "2 passed, 1 failed", 1],
  ["an error occurred outside any test", [passing], 1, "2 passed, 1 failed", 1],
  ["the results contain a failure but the exit code is 0", [failing], 0, "1 passed, 1 failed", 1],
  ["nothing was run", [], 0, "0 passed, 0 failed", 1],
  ["a check failed before the tests", undefined, 2, "0 passed, 1 failed", 2],
])("the closing line if %s", async (_, testResults, npmCode, line, code) => {
  const folder = await mkdtemp(join(tmpdir(), "koshin-results-"));
  const file = join(folder, "results.json");
  await writeFile(file, testResults === undefined ? "" : JSON.stringify({ testResults }));
  const seen = await new Promise((resolve) => {
    execFile(process.execPath, [script, file, String(npmCode)], (error, stdout) => {
      resolve({ stdout, code: error === null ? 0 : error.code });
    });
  });
  expect(seen).toEqual({ stdout: `${line}\n`, code });
  await rm(folder, { recursive: true });
});
