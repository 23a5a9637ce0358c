import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { builtExtension } from "./built-extension.ts";
import { seatPerson, type Person } from "./person.ts";
import { startSite, type Site } from "./site.ts";

let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  const folder = await builtExtension(owned);
  site = owned.use(await startSite());
  person = owned.use(await seatPerson(site, { extension: folder, cn: "client28" }));
});
afterAll(() => owned.disposeAsync());

const { action, save, password: texts } = dialogTexts("en");
const press = (page: Page, name: string): Promise<void> => new AccessibleElement(page, { role: "button", name }).press();

/** A page that records everything it can learn while the person saves the password. */
function spy(): void {
  let learnt = "";
  const learn = (text: string): void => {
    learnt += ` ${text}`;
    document.documentElement.dataset["learnt"] = learnt;
  };
  navigation.addEventListener("navigate", ({ destination }) => {
    void fetch(destination.url).then(
      async (response) => learn(await response.text()),
      () => undefined,
    );
  });
  for (const type of ["selectionchange", "select", "copy", "focusin", "keydown", "click", "dragstart"]) {
    addEventListener(
      type,
      (event) => {
        learn(getSelection()?.toString() ?? "");
        for (const part of event.composedPath()) if (part instanceof Element) learn(part.textContent);
      },
      true,
    );
  }
}

describe("the password", () => {
  it("cannot be learnt by the page, however the person saves it", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await page.evaluate(spy);
    for (const name of [action.renew, save.here, texts.reveal, texts.copy, texts.saveText]) await press(page, name);
    const password = await vi.waitFor(async () => {
      const [name = "", ...others] = (await readdir(person.downloads)).filter((name) => name.endsWith(".txt"));
      expect(others).toEqual([]);
      const text = (await readFile(join(person.downloads, name), "utf8")).trim();
      // Until the download is complete, an empty file reserves the name.
      expect(text.length).toBeGreaterThan(20);
      return text;
    }, 60_000);

    const field = await new AccessibleElement(page, { name: texts.label }).find();
    const box = await field.boundingBox();
    if (box === null) throw new Error("The password is not on the screen.");
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { count: 3 });
    await page.keyboard.down("Control");
    for (const key of ["a", "c"] as const) await page.keyboard.press(key);
    await page.keyboard.up("Control");
    await page.evaluate(() => getSelection()?.selectAllChildren(document.documentElement));

    const learnt = await page.evaluate(
      () => `${document.documentElement.dataset["learnt"] ?? ""} ${getSelection()?.toString() ?? ""}`,
    );
    expect(learnt.includes(password)).toBe(false);
    expect(password.split("-").filter((group) => learnt.includes(group))).toEqual([]);
  });
});
