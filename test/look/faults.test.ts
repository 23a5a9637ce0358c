import { launch, type Browser, type Page } from "puppeteer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browserTimeout, commandTimeout, openTab } from "../../src/demo/browser/waits.ts";
import { findBrowser } from "../../src/demo/programs/find-browser.mjs";
import { faults } from "./faults.ts";
import { focusRings } from "./focus-rings.ts";
import { setMode } from "./modes.ts";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  const executablePath = findBrowser();
  browser = await launch({
    timeout: browserTimeout,
    protocolTimeout: commandTimeout,
    ...(executablePath !== undefined && { executablePath }),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  page = await openTab(browser);
  await setMode(page, { name: "desk", width: 400, dark: false });
});
afterAll(() => browser.close());

/** Shows a page with this body. */
async function show(body: string): Promise<void> {
  await page.setContent(
    `<!doctype html><style>body { background: #fff; color: #000; margin: 8px; font: 16px sans-serif }</style>${body}`,
  );
}

test("reports nothing for a page without faults", async () => {
  await show(`<h1>Well</h1><p>Text</p><button style="padding: 8px; border: 1px solid #555; background: #fff">Press</button>`);
  expect(await faults(page)).toEqual([]);
});

test.each([
  ["text has a contrast of 6", `<p style="color: #5e5e5e">Pale</p>`],
  [
    "text has a contrast of 6",
    `<div id="host"></div><script>host.attachShadow({ mode: "open" }).innerHTML = "<p style='color: #5e5e5e'>Pale</p>"</script>`,
  ],
  ["text of 12px", `<p style="font-size: 12px">Small</p>`],
  ["overflows its container", `<p style="position: absolute; inset-inline-start: -20px">Out</p>`],
  ["text is wider than its box", `<p style="inline-size: 2em">Unbreakable</p>`],
  ["scrolls horizontally", `<div style="inline-size: 600px; block-size: 1px"></div>`],
  [
    "breaks as 060001_JP_u00000014_client2 and 8.p12",
    `<p style="inline-size: 27ch; font-family: monospace; overflow-wrap: anywhere">060001_JP_u00000014_client28.p12</p>`,
  ],
  [
    "breaks as 79030E57E8C0A49623617F9377E0 and BA6C",
    `<p style="inline-size: 28ch; font-family: monospace; overflow-wrap: anywhere">79030E57E8C0A49623617F9377E0BA6C</p>`,
  ],
  ["breaks within an address", `<p style="inline-size: 7em">Open chrome:<wbr>//certificate-manager</p>`],
  ["leaves 順 alone on its last line", `<p style="inline-size: 4.5em"><b>選択</b>画面順</p>`],
  ["is cut off", `<div style="overflow: hidden; block-size: 1em"><p>One</p><p>Two</p></div>`],
  ["target of", `<button style="inline-size: 20px; block-size: 20px; padding: 0">x</button>`],
  [
    "has too little contrast with its surroundings",
    `<input style="min-block-size: 30px; background: #fff; border: 1px solid #bbb">`,
  ],
  ["a drawing is not hidden from screen readers", `<svg width="9" height="9"></svg>`],
  ["an animation runs", `<style>@keyframes move { to { translate: 9px } }</style><p style="animation: move 1s infinite">Moves</p>`],
])("reports: %s", async (fault, body) => {
  await show(body);
  expect((await faults(page)).join()).toContain(fault);
});

test("lets a file name break after its low lines", async () => {
  await show(`<p style="inline-size: 29ch; font-family: monospace">060001_JP_<wbr>u00000014_<wbr>client28.p12</p>`);
  expect(await faults(page)).toEqual([]);
});

test("ignores the page behind an open modal dialog", async () => {
  await show(
    `<p style="color: #ccc">Pale</p><dialog style="inset: 0"><p>Well</p></dialog><script>document.querySelector("dialog").showModal()</script>`,
  );
  expect(await faults(page)).toEqual([]);
});

test("reports a missing focus ring, and a covered one", async () => {
  await show(
    `<button style="outline: none">Bare</button><br><button>Under</button><div style="position: absolute; inset: 30px 0 0; background: #fff"></div>`,
  );
  const [bare, under] = await focusRings(page);
  expect(bare).toMatchObject({ style: "none", inView: true });
  expect(under).toMatchObject({ inView: false });
});
