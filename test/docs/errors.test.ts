import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  errorsDocument,
  readFailures,
  readFileErrors,
  readMisses,
  readOperatorErrors,
  readRefusals,
  readWatchOptions,
  writeErrors,
} from "../../.ci/errors-document.ts";
import { errorsEn } from "../../src/dialog/errors-en.ts";
import { problemCodes } from "../../src/protocol/problem.ts";
import { readDiagnosis } from "../dialog/diagnosis-line.ts";
import { root } from "./documents.ts";

describe("docs/errors.md", () => {
  test("is what the sources of the codes say; node .ci/errors-document.ts writes it anew", async () => {
    expect(await readFile(errorsDocument, "utf8")).toBe(await writeErrors());
  });

  test.for([
    { kind: "refusal", read: readRefusals, atLeast: problemCodes.length },
    { kind: "failure on the person's computer", read: readFailures, atLeast: 15 },
    { kind: "miss of a proof", read: readMisses, atLeast: 6 },
    { kind: "fault of a certificate's file", read: readFileErrors, atLeast: 4 },
    { kind: "option of a watch", read: readWatchOptions, atLeast: 4 },
    { kind: "failure of a command", read: readOperatorErrors, atLeast: 20 },
  ])("its source explains every $kind", async ({ read, atLeast }) => {
    const codes = await read();
    expect(codes.length).toBeGreaterThanOrEqual(atLeast);
    expect(codes.filter(([, explanation]) => !/^[A-Z`].{15,}\.$/.test(explanation))).toEqual([]);
  });

  test("has one anchor for each code that the dialog shows", async () => {
    const anchors = Array.from((await writeErrors()).matchAll(/^### ([a-z0-9-]+)$/gm), ([, anchor]) => anchor);
    expect(anchors.toSorted()).toEqual(Object.keys(errorsEn).toSorted());
  });
});

test("docs/support.md explains each key of its example, which is a diagnosis, and of any other", async () => {
  const text = await readFile(join(root, "docs", "support.md"), "utf8");
  const explained = Array.from(text.matchAll(/^\| (`.+?) \|/gm), ([, keys = ""]) => keys.replaceAll("`", "").split(", ")).flat();
  const example = readDiagnosis(/^koshin=.+$/m.exec(text)?.[0] ?? "");
  expect(explained).toEqual(expect.arrayContaining(Object.keys(example)));
  expect(explained.toSorted()).toEqual(
    "koshin time part browser os host step stage job error causes miss seen old new days clock request".split(" ").toSorted(),
  );
});
