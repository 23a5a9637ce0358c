import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { problemCodes } from "../../src/protocol/problem.ts";
import { root } from "./documents.ts";

const text = await readFile(join(root, "docs", "refusals.md"), "utf8");

/** The sections by their anchors: a heading of one word without capitals is its own. */
const sections = new Map(Array.from(text.matchAll(/^### ([a-z-]+)\n(.+)$/gm), ([, anchor = "", words = ""]) => [anchor, words]));

test("every refusal is explained at the anchor of its code, and no other", () => {
  expect([...sections.keys()].toSorted()).toEqual([...problemCodes].toSorted());
});

test.each([...sections])("%s is explained in sentences", (_, words) => expect(words).toMatch(/^[A-Z`].{40,}\.$/));
