import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

test("the measurements load outside of tests, and are listed", () => {
  const listed = execFileSync(process.execPath, ["test/bench/run.ts", "--help"], { cwd: root, encoding: "utf8" });
  expect(listed).toContain("bundle-weight, page-load");
});
