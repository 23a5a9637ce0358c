import { expect, test } from "vitest";
import { missingTests } from "../../tools/install/test.mjs";
import { Command } from "../demo/command.ts";

test("npm test with a folder that has no tests says so before it checks and builds, and exits with 2", async () => {
  const { code, stderr } = await new Command(["test", "nosuchfolder"]).ended;
  expect([code, stderr]).toEqual([
    2,
    "No test file's path contains nosuchfolder. Name a folder or file below test, such as test/core.\n",
  ]);
});

test.each([[[]], [["test/core"]], [["./test/core/days.test.ts:12"]], [["nosuchfolder", "test/core"]], [["-t", "nosuchtest"]]])(
  "the arguments %j are left to vitest",
  (args) => {
    expect(missingTests(args)).toBeUndefined();
  },
);
