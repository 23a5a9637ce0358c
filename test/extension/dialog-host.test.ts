import { readdir } from "node:fs/promises";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { builtExtension } from "./built-extension.ts";
import { sendFromContentScript } from "./content-world.ts";
import { extensionId } from "./extension-id.ts";
import { handOver } from "./hand-over.ts";
import { seatPerson, type Person } from "./person.ts";
import { startSite, type Site } from "./site.ts";

let extension: string;
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  extension = await builtExtension(owned);
  site = owned.use(await startSite());
  person = owned.use(await seatPerson(site, { extension, cn: "client28" }));
});
afterAll(() => owned.disposeAsync());

const { action, refusal } = dialogTexts("en");
const button = (page: Page, name: string): AccessibleElement => new AccessibleElement(page, { role: "button", name });
/** What the page's scripts can see of the dialog. */
const hosts = (page: Page): Promise<{ attributes: number; root: boolean; children: number }[]> =>
  page.$$eval("html > div", (divs) =>
    divs.map((div) => ({ attributes: div.attributes.length, root: div.shadowRoot !== null, children: div.childNodes.length })),
  );

describe("the dialog in a page", () => {
  it("appears on the master menu when the certificate is due, and closes on Later", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await button(page, action.later).press();
    await page.waitForFunction(() => document.querySelector("html > div") === null);
  });

  it("exposes to the page only an element without attributes and content", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await button(page, action.renew).find();
    expect(await hosts(page)).toEqual([{ attributes: 0, root: false, children: 0 }]);
    expect(
      await page.evaluate(() => Object.getOwnPropertySymbols(globalThis).some((symbol) => symbol.description === "koshin.dialog")),
    ).toBe(false);
  });

  it("appears only once, however often it is requested", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await button(page, action.renew).find();
    await handOver(page);
    expect(await sendFromContentScript(page, { kind: "check" })).toEqual({ ok: true, value: "shown" });
    expect(await hosts(page)).toHaveLength(1);
    await button(page, action.later).press();
    await page.waitForFunction(() => document.querySelector("html > div") === null);
  });

  it("returns, usable, when the page removes it", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await button(page, action.renew).find();
    await page.evaluate(() => document.querySelector("html > div")?.remove());
    await page.evaluate(() => document.documentElement.replaceChildren(document.createElement("body")));
    await button(page, action.later).press();
    await page.waitForFunction(() => document.querySelector("html > div") === null);
  });

  it("gives up when the page keeps removing it, without hanging the page", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await button(page, action.renew).find();
    await page.evaluate(() => {
      const remove = (): void => document.querySelector("html > div")?.remove();
      new MutationObserver(remove).observe(document, { childList: true, subtree: true });
      remove();
    });
    await page.waitForFunction(() => document.querySelector("html > div") === null);
    expect(await page.title()).toBe("Test");
  });

  it("works, and asks before it closes, after the page has replaced its document", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await button(page, action.renew).findEnabled();
    await page.evaluate(`
      document.open();
      document.write("<!doctype html><html lang=en><title>Next</title><p>Replaced.");
      document.close();
    `);
    expect(await page.title()).toBe("Next");
    await button(page, action.later).press();
    await page.waitForFunction(() => document.querySelector("html > div") === null);
    await page.evaluate(() => {
      for (const path of ["/login", "/menu"]) history.pushState(null, "", path);
    });
    await button(page, action.renew).findEnabled();
    expect(await hosts(page)).toHaveLength(1);
  });

  it("appears again at the next arrival after the page has stopped removing it", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await button(page, action.renew).find();
    await page.evaluate(() => {
      const remove = (): void => document.querySelector("html > div")?.remove();
      const observer = new MutationObserver(remove);
      observer.observe(document, { childList: true, subtree: true });
      remove();
      Reflect.set(globalThis, "stopRemoving", () => observer.disconnect());
    });
    await page.waitForFunction(() => document.querySelector("html > div") === null);
    await page.evaluate("stopRemoving()");
    await expect
      .poll(async () => {
        await page.evaluate(() => {
          for (const path of ["/login", "/menu"]) history.pushState(null, "", path);
        });
        return (await hosts(page)).length;
      })
      .toBe(1);
    await button(page, action.later).press();
  });

  it("is not hidden, covered or disabled by the page's styles and attributes", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await button(page, action.renew).find();
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { display: none !important; opacity: 0 !important; pointer-events: none !important }");
      document.adoptedStyleSheets.push(sheet);
      const host = document.querySelector("html > div");
      host?.setAttribute("style", "display: none !important; visibility: hidden !important");
      host?.setAttribute("inert", "");
      sheet.replaceSync("div { display: none !important; opacity: 0 !important; pointer-events: none !important }");
    });
    expect(await hosts(page)).toEqual([{ attributes: 0, root: false, children: 0 }]);
    await button(page, action.later).press();
    await page.waitForFunction(() => document.querySelector("html > div") === null);
  });

  it("cannot be loaded by the page, nor can any other file of the extension", async () => {
    const page = await person.visit(`${site.app}/login`);
    const files = (await readdir(extension, { recursive: true })).filter((name) => /\.\w+$/.test(name));
    expect(files.length).toBeGreaterThan(10);
    const fetched = await page.evaluate(
      async (urls) => {
        const reached = await Promise.all(
          urls.map((url) =>
            fetch(url).then(
              () => url,
              () => undefined,
            ),
          ),
        );
        return reached.filter((url) => url !== undefined);
      },
      files.map((name) => `chrome-extension://${extensionId}/${name}`),
    );
    expect(fetched).toEqual([]);
  });

  it("does not appear before the certificate is due, nor without a certificate", async () => {
    for (const cn of ["client169", undefined]) {
      await using other = await seatPerson(site, { extension, ...(cn !== undefined && { cn }) });
      const page = await other.visit(`${site.app}/menu`);
      expect((await handOver(page)).at(-1)?.answer).toBe(cn === undefined ? "declined" : "taken");
      expect(await hosts(page)).toEqual([]);
    }
  });

  it("explains to the holder of a certificate why it does not renew", async () => {
    await using other = await seatPerson(site, { extension, cn: "api170" });
    const page = await other.visit(`${site.app}/menu`);
    await new AccessibleElement(page, { role: "heading", name: refusal.heading }).find();
  });
});
