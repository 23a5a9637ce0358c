import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const built = join(import.meta.dirname, "..", "..", "dist", "console");

test("the first view loads at most 60 kB, compressed; the dialog and the QR code come when they are needed", async () => {
  const page = await readFile(join(built, "index.html"), "utf8");
  const names = Array.from(page.matchAll(/(?:src|href)="\.?\/(assets\/[\w.-]+)"/g), ([, name = ""]) => name);
  expect(names.some((name) => name.endsWith(".js"))).toBe(true);
  expect(names.some((name) => name.endsWith(".css"))).toBe(true);
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(built, name))).length));
  expect(sizes.reduce((sum, size) => sum + size, gzipSync(page).length)).toBeLessThan(60_000);
});
