import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import { middleOf, pressAt } from "../dialog/harness/press-at.ts";
import { builtExtension } from "./built-extension.ts";
import { seatPerson } from "./person.ts";
import { startSite } from "./site.ts";

const { action, save, password } = dialogTexts("en");

it("treats a double click in the extension's dialog as one press, whatever it leads to", async () => {
  await using owned = new AsyncDisposableStack();
  const folder = await builtExtension(owned);
  const site = owned.use(await startSite());
  const person = owned.use(await seatPerson(site, { extension: folder, cn: "client28" }));
  const page = await person.visit(`${site.app}/menu`);
  const revealed = async (): Promise<boolean> => (await page.$(`::-p-aria([name="${password.label}"])`)) !== null;
  await pressAt(page, await middleOf(page, action.renew), 1);

  const here = await middleOf(page, save.here);
  await pressAt(page, here, 1);
  await pressAt(page, here, 2);
  const reveal = await middleOf(page, password.reveal);
  await pressAt(page, reveal, 2);
  expect(await revealed()).toBe(false);
  await pressAt(page, reveal, 1);
  await expect.poll(revealed).toBe(true);

  expect((await readdir(person.downloads)).filter((name) => name.endsWith(".p12"))).toHaveLength(1);
  expect(site.answered.filter(({ path }) => path === paths.reenrol)).toHaveLength(1);
});
