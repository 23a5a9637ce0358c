import type { Page } from "puppeteer";
import * as v from "valibot";
import { afterEach, beforeAll, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { axeViolations } from "../dialog/harness/axe.ts";
import { heading, type Harness, sharedHarness } from "../dialog/harness/harness.ts";

const shared = sharedHarness();

const ja = dialogTexts("ja");
const Looks = v.object({
  button: v.string(),
  label: v.string(),
  surface: v.string(),
  text: v.string(),
  font: v.string(),
  radius: v.string(),
});

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

/** Opens a page; only the test can access the dialog's root. */
async function open(dark = false): Promise<Page> {
  return await harness.page({ hash: "wait", openRoot: true, dark });
}

/** Shows the dialog in a page with these custom properties, and returns the rejected ones. */
async function showWith(page: Page, properties: Readonly<Record<string, string>>): Promise<unknown> {
  const set = Object.entries(properties).map(
    ([name, value]) => `document.documentElement.style.setProperty("${name}", ${JSON.stringify(value)});`,
  );
  await page.evaluate(`
    window.watch?.stop();
    document.documentElement.removeAttribute("style");
    ${set.join("\n")}
    window.refused = [];
    window.shown = false;
    window.watch = koshin.watchRenewal({ onEvent({ type, property }) {
      if (type === "style-refused") refused.push(property);
      if (type === "shown") shown = true;
    } });
    undefined;
  `);
  await expect.poll(() => page.evaluate("shown")).toBe(true);
  return await page.evaluate("refused");
}

async function looksOf(page: Page): Promise<v.InferOutput<typeof Looks>> {
  const looks = await page.evaluate(`{
    const { shadowRoot } = document.querySelector("body > div");
    const [dialog, button] = ["dialog", ".primary"].map((selector) => getComputedStyle(shadowRoot.querySelector(selector)));
    ({
      button: button.backgroundColor, label: button.color, radius: button.borderStartStartRadius,
      surface: dialog.backgroundColor, text: dialog.color, font: dialog.fontFamily,
    });
  }`);
  return v.parse(Looks, looks);
}

test("the page's properties colour the dialog, in light and in dark", async () => {
  const page = await open();
  const refused = await showWith(page, {
    "--koshin-accent": "light-dark(#7a1f5c, #f2a7d8)",
    "--koshin-surface": "light-dark(#fffaf5, #201a1d)",
    "--koshin-text": "light-dark(rgb(30, 10, 20), hsl(30 20% 95%))",
    "--koshin-font": "Georgia, serif",
    "--koshin-radius": "0",
  });
  expect(refused).toEqual([]);
  const light = { button: "rgb(122, 31, 92)", label: "rgb(255, 255, 255)", surface: "rgb(255, 250, 245)", text: "rgb(30, 10, 20)" };
  expect(await looksOf(page)).toEqual({ ...light, font: "Georgia, serif", radius: "0px" });
  expect(await axeViolations(page)).toEqual([]);

  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  const dark = { button: "rgb(242, 167, 216)", label: "rgb(0, 0, 0)", surface: "rgb(32, 26, 29)" };
  await expect.poll(() => looksOf(page)).toMatchObject(dark);
  expect(await axeViolations(page)).toEqual([]);
});

test.for([
  {
    property: "--koshin-accent",
    values: ["transparent", "#fffffe", "rgb(8 92 102 / 50%)", "none", "10px", "currentcolor", "#fc0", "red { }"],
  },
  { property: "--koshin-surface", values: ["#000", "#777", "transparent", "url(x)"] },
  { property: "--koshin-text", values: ["#fff", "#999", "canvas"] },
  { property: "--koshin-font", values: ["12px", "{ display: none }"] },
  { property: "--koshin-radius", values: ["red", "1s", "none"] },
])("no value of $property can make the dialog hard to read", async ({ property, values }) => {
  const page = await open();
  expect(await showWith(page, {})).toEqual([]);
  const plain = await looksOf(page);
  for (const value of values) {
    expect(await showWith(page, { [property]: value }), value).toEqual([property]);
    expect(await looksOf(page), value).toEqual(plain);
  }
});

test("a colour for light only is rejected in the dark, and a radius is limited", async () => {
  const page = await open(true);
  expect(await showWith(page, { "--koshin-accent": "#7a1f5c", "--koshin-radius": "400px" })).toEqual(["--koshin-accent"]);
  expect((await looksOf(page)).radius).toBe("24px");
});

test.for([
  { name: "prefers-contrast", value: "more" },
  { name: "forced-colors", value: "active" },
])("ignores the page's colours if the person has set $name to $value", async (feature) => {
  const page = await open();
  await showWith(page, { "--koshin-accent": "#7a1f5c", "--koshin-radius": "0" });
  expect((await looksOf(page)).radius).toBe("0px");
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { features: [feature] });
  await expect.poll(async () => (await looksOf(page)).radius).toBe("8px");
  expect(await showWith(page, { "--koshin-accent": "#7a1f5c" })).toEqual([]);
  expect((await looksOf(page)).button).not.toBe("rgb(122, 31, 92)");
});

test("the page's styles for its own elements do not affect the dialog", async () => {
  const page = await open();
  await showWith(page, {});
  const plain = await looksOf(page);
  await page.evaluate(`
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("div, body > * { display: none !important; visibility: hidden; color: red !important; font: 3px cursive; --accent: red; --surface: red }");
    document.adoptedStyleSheets.push(sheet);
  `);
  expect(await looksOf(page)).toEqual(plain);
  await heading(page, ja.check.heading);
});
