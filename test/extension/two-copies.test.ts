import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import { button, press } from "../attack/walk.ts";
import { builtExtension } from "./built-extension.ts";
import { seatPerson } from "./person.ts";
import { startSite } from "./site.ts";

const owned = new AsyncDisposableStack();
afterAll(() => owned.disposeAsync());

const { action } = dialogTexts("en");

test("two copies of the extension show one dialog", async () => {
  const extension = await builtExtension(owned);
  const copy = await mkdtemp(join(tmpdir(), "koshin-second-copy-"));
  owned.defer(() => rm(copy, { recursive: true, force: true }));
  await cp(extension, copy, { recursive: true });
  // Without the key, the ID is made from the folder.
  const manifest = v.parse(v.looseObject({ key: v.string() }), JSON.parse(await readFile(join(copy, "manifest.json"), "utf8")));
  await writeFile(join(copy, "manifest.json"), JSON.stringify({ ...manifest, key: undefined }));
  const site = owned.use(await startSite());
  const person = owned.use(await seatPerson(site, { extension, cn: "client28" }));
  await person.browser.installExtension(copy);

  const page = await person.visit(`${site.app}/menu`);
  await button(page, action.renew).findEnabled();
  // Each asks to check, and again for its dialog.
  await expect.poll(() => site.answered.filter(({ path }) => path === paths.status).length).toBe(4);
  expect(await page.$$("html > div")).toHaveLength(1);
  await press(page, action.later);
  await page.waitForFunction(() => document.querySelector("html > div") === null);
});
