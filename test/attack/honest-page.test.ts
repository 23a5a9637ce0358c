import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import type { Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { pressLater, textOf, untilPressable } from "./due-dialog.ts";
import { seatAtHostilePage } from "./seat-at-hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";
import { press } from "./walk.ts";

// Defences against hostile pages must not lock out people whose page, browser or other extensions are harmless.
const shared = sharedPerson();
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  ({ site, person } = await seatAtHostilePage(owned, shared));
});
afterAll(() => owned.disposeAsync());

const { action } = dialogTexts("en");

/** Opens the dialog in a prepared page, and presses once, as soon as presses count. */
async function renewIn(prepare: (page: Page) => Promise<unknown>): Promise<void> {
  const page = await person.visit(`${site.app}/login`);
  await prepare(page);
  await page.evaluate(() => history.pushState(null, "", "/menu"));
  await untilPressable(page);
  await press(page, action.later);
  await expect.poll(() => textOf(page)).toBe("");
  await page.close();
}

/** Sets the browser's zoom for a page, as with Ctrl and +. */
async function zoomTo(page: Page, factor: number): Promise<void> {
  const target = await findTarget(person.browser, (target) => target.url().includes("service-worker"));
  await (
    await target.worker()
  )?.evaluate(
    async (url, factor) => {
      const [tab] = await chrome.tabs.query({ url });
      if (tab?.id === undefined) throw new Error("No tab of the site.");
      await chrome.tabs.setZoom(tab.id, factor);
    },
    `${site.app}/*`,
    factor,
  );
  await page.waitForFunction((factor) => devicePixelRatio === factor, {}, factor);
}

describe("one press counts", () => {
  it.each([
    "html { filter: invert(1) hue-rotate(180deg) }",
    "html { opacity: 0.99 }",
    "html { zoom: 1.5 }",
    "html { zoom: 0.6 }",
    "html { font-size: 62.5%; overflow: hidden }",
    "html { direction: rtl }",
    "html { pointer-events: none; interactivity: inert }",
    "body { zoom: 1.5; transform: scale(0.9) }",
    "* { transition: all 0.3s; animation: none }",
    "body::after { content: 'A toast'; position: fixed; inset: 0; z-index: 2147483647; background: #fff }",
  ])("in a page with %s", async (style) => {
    await renewIn((page) => page.addStyleTag({ content: style }));
  });

  it.each([
    ["small window", { width: 400, height: 500 }],
    ["low window as wide as a phone", { width: 320, height: 256 }],
    ["high-density screen", { width: 853, height: 533, deviceScaleFactor: 1.5 }],
  ])("in a %s", async (_name, viewport) => {
    await renewIn((page) => page.setViewport(viewport));
  });

  it.each([0.5, 1.5, 3])("in a tab that the person has zoomed to %f", async (factor) => {
    await renewIn((page) => zoomTo(page, factor));
    // The browser keeps the zoom for the whole site.
    const page = await person.visit(`${site.app}/login`);
    await zoomTo(page, 1);
    await page.close();
  });

  it.each([
    ["prefers-reduced-motion", "reduce"],
    ["prefers-color-scheme", "dark"],
    ["prefers-contrast", "more"],
    ["forced-colors", "active"],
  ])("if the person's system has %s: %s", async (name, value) => {
    await renewIn(async (page) => {
      const session = await page.createCDPSession();
      await session.send("Emulation.setEmulatedMedia", { features: [{ name, value }] });
    });
  });
});

describe("a press counts again", () => {
  const covers: Readonly<Record<string, () => void>> = {
    "a banner in the top layer": () => {
      const banner = document.body.appendChild(document.createElement("div"));
      banner.popover = "manual";
      banner.textContent = "This site uses cookies.";
      banner.style.cssText = "inset: auto 0 0 0; inline-size: 100vw; block-size: 60vh; margin: 0";
      banner.showPopover();
    },
    "a later dialog of the page": () => {
      const dialog = document.body.appendChild(document.createElement("dialog"));
      dialog.textContent = "You will be logged out.";
      dialog.showModal();
    },
    "a full-screen element": () => void document.body.requestFullscreen(),
    "a view transition": () => void document.startViewTransition(() => document.body.append("Next")),
    "a toast that disappears": () => {
      const toast = document.body.appendChild(document.createElement("div"));
      toast.popover = "manual";
      toast.textContent = "Saved.";
      toast.style.cssText = "inset: 0; inline-size: 100vw; block-size: 100vh; margin: 0";
      toast.showPopover();
      setTimeout(() => toast.remove(), 2_000);
    },
  };

  it.each(Object.keys(covers))("after %s", async (name) => {
    const page = await person.visit(`${site.app}/menu`);
    await untilPressable(page);
    const session = await page.createCDPSession();
    await session.send("Runtime.evaluate", { expression: `(${String(covers[name])})()`, userGesture: true });
    await pressLater(page);
    await page.close();
  });
});
