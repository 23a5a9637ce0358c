import type { Page } from "puppeteer";
import { afterEach, beforeAll, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { certificateStores } from "../../src/ui/certificate-store.ts";
import { serialInSelector } from "../../src/ui/certificate-store.ts";
import { setDefaultFontSize } from "../look/modes.ts";
import { click, heading, type Harness, sharedHarness } from "./harness/harness.ts";

const shared = sharedHarness();

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

/** Those of the texts that are entirely visible without scrolling. */
function seen(page: Page, texts: readonly string[]): Promise<string[]> {
  return page.evaluate((wanted) => {
    const root = Array.from(document.querySelectorAll("div"), (element) => element.shadowRoot).find((found) => found !== null);
    const inSight = (element: Element): boolean => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const [middle, centre] = [(left + right) / 2, (top + bottom) / 2];
      const edges = [
        [left + 2, centre],
        [right - 2, centre],
        [middle, top + 2],
        [middle, bottom - 2],
      ] as const;
      return edges.every(([x, y]) => element.contains(root?.elementFromPoint(x, y) ?? null));
    };
    const elements = Array.from(root?.querySelectorAll("h3, button, p, li > span") ?? []);
    return wanted.filter((text) => elements.some((element) => element.textContent === text && inSight(element)));
  }, texts);
}

test.for([
  { language: "ja", width: 1280 },
  { language: "en", width: 1280 },
  { language: "ja", width: 400 },
  { language: "en", width: 400 },
] as const)(
  "the import step shows its first instruction, the certificate to choose next, and the button without scrolling ($language, $width by 800)",
  async ({ language, width }) => {
    const texts = dialogTexts(language);
    harness.service.language = language;
    const page = await harness.page({ openRoot: true });
    await page.setViewport({ width, height: 800 });
    await click(page, texts.action.renew);
    await click(page, texts.save.here);
    await click(page, texts.password.reveal);
    await click(page, texts.action.next);
    await heading(page, texts.import.heading);
    const { serial = "", fileName = "" } = harness.service.status.pending ?? {};
    for (const guide of certificateStores) {
      await page.select(`::-p-aria([name="${texts.import.system}"])`, guide);
      const [first = ""] = texts.import.steps[guide](fileName);
      const wanted = [
        texts.import.heading,
        first,
        texts.import.chooser(serialInSelector(serial.slice(0, 8), "windows")),
        texts.import.done,
      ];
      await expect.poll(() => seen(page, wanted), { message: guide }).toEqual(wanted);
    }
  },
);

test.for(["ja", "en"] as const)(
  "no control that Tab reaches is below the buttons that stay in sight (%s, 400 by 800)",
  async (language) => {
    const texts = dialogTexts(language);
    harness.service.language = language;
    const page = await harness.page({ openRoot: true });
    await page.setViewport({ width: 400, height: 800 });
    await click(page, texts.action.renew);
    await click(page, texts.save.here);
    await click(page, texts.password.reveal);
    await click(page, texts.action.next);
    await heading(page, texts.import.heading);
    await click(page, texts.import.help.summary);
    const covered: string[] = [];
    const reached = new Set<string>();
    for (const key of ["Tab", "Shift+Tab"] as const) {
      for (let presses = 0; presses < 12; presses++) {
        if (key === "Shift+Tab") await page.keyboard.down("Shift");
        await page.keyboard.press("Tab");
        if (key === "Shift+Tab") await page.keyboard.up("Shift");
        const { name, isCovered } = await page.evaluate(() => {
          const root = Array.from(document.querySelectorAll("div"), (element) => element.shadowRoot).find(
            (found) => found !== null,
          );
          const element = root?.activeElement;
          // The focus is in the browser's own controls.
          if (element === null || element === undefined) return { name: "", isCovered: false };
          const { left, right, top, bottom } = element.getBoundingClientRect();
          const middle = (left + right) / 2;
          const edges = [top + 2, bottom - 2].map((y) => root?.elementFromPoint(middle, y) ?? null);
          return { name: element.textContent.slice(0, 40), isCovered: !edges.every((edge) => element.contains(edge)) };
        });
        reached.add(name);
        if (isCovered) covered.push(name);
      }
    }
    expect(reached.size).toBeGreaterThan(4);
    expect(covered).toEqual([]);
  },
);

test.for(["ja", "en"] as const)(
  "the buttons of the password stay where they were first drawn (%s, large letters)",
  async (language) => {
    const texts = dialogTexts(language);
    harness.service.language = language;
    const page = await harness.page({ openRoot: true });
    await setDefaultFontSize(page, 32);
    await page.setViewport({ width: 1280, height: 900 });
    await click(page, texts.action.renew);
    await click(page, texts.save.here);
    await heading(page, texts.password.heading);
    // Where the first one is in each frame from the one in which it appears.
    await page.evaluate(() => {
      const root = Array.from(document.querySelectorAll("div"), (element) => element.shadowRoot).find((found) => found !== null);
      const places: number[] = [];
      const measure = (): void => {
        const top = root?.querySelector(".ways button")?.getBoundingClientRect().top;
        if (top !== undefined) places.push(top);
        if (places.length < 10) requestAnimationFrame(measure);
        else document.body.dataset["places"] = JSON.stringify(Array.from(new Set(places)));
      };
      measure();
    });
    await click(page, texts.password.reveal);
    await page.locator("body[data-places]").wait();
    expect(await page.evaluate(() => document.body.dataset["places"])).toMatch(/^\[[\d.]+\]$/);
  },
);
