import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documents, root } from "./documents.ts";

const folder = join(root, "docs", "images");
const pictures = (await readdir(folder)).filter((name) => name.endsWith(".png"));

test.each(pictures)("%s is small, and used in a document", async (name) => {
  expect((await readFile(join(folder, name))).length).toBeLessThanOrEqual(60_000);
  const shownIn = (await documents()).filter(({ text }) => text.includes(`images/${name})`));
  expect(shownIn).not.toEqual([]);
});
