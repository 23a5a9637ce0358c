import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Office, reads } from "./office.ts";

const built = join(import.meta.dirname, "..", "..", "dist", "console");

let office: Office;

beforeAll(async () => {
  office = await Office.open();
});

afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** What the page has loaded of the site, compressed, in bytes. */
async function loaded(page: Page): Promise<number> {
  const addresses = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const names = new Set(addresses.filter((address) => /\.(?:js|css)$/.test(address)).map((address) => basename(address)));
  expect(Array.from(names).some((name) => name.endsWith(".js"))).toBe(true);
  expect(Array.from(names).some((name) => name.endsWith(".css"))).toBe(true);
  const files = [join(built, "index.html"), ...Array.from(names, (name) => join(built, "assets", name))];
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(file)).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

test.for(["ja", "en"] as const)("in %s, the login loads at most 60 kB", async (language) => {
  const page = await office.visit("", { language });
  await page.locator("#login-user").wait();
  expect(await loaded(page)).toBeLessThan(60_000);
  await page.close();
});

test.for(["ja", "en"] as const)("in %s, the first view after the login loads at most 60 kB", async (language) => {
  const { page } = await office.comeIn("#/", { language });
  await reads(page, language === "ja" ? "システム通知" : "System notices");
  expect(await loaded(page)).toBeLessThan(60_000);
  await page.close();
});
