import type { Page } from "puppeteer";
import { afterEach, beforeAll, expect, test } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { focusTrapScripts } from "../attack/listening-pages.ts";
import { click, heading, type Harness, press, reads, shows, sharedHarness } from "../dialog/harness/harness.ts";

const shared = sharedHarness();

const { action, check, errors, save, title } = dialogTexts("ja");
const stopped = errors["presses-stopped"];
const all = ["pointerdown", "pointerup", "mousedown", "mouseup", "touchstart", "touchend", "click"];

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

/** Opens the dialog in a page with what was registered before it; the page's functions run without its tools' activation. */
async function openWith(handlers: string): Promise<Page> {
  const page = await harness.page({ hash: "wait" });
  await page.evaluate(`
    window.stopping = true;
    window.events = [];
    window.waiting = [];
    // The time for reading the note passes when the test says so.
    window.setTimeout = ((original) => (act, time, ...rest) => time === 12_000 ? waiting.push(act) : original(act, time, ...rest))(
      setTimeout,
    );
    ${handlers}
    void koshin.watchRenewal({ onEvent: ({ type, code }) => events.push(code ?? type) })
      .finished.then((outcome) => { window.outcome = outcome; });
  `);
  await heading(page, check.heading);
  await page.waitForNetworkIdle();
  return page;
}

/** Lets the time pass that a person has for reading the note. */
async function readingTimePasses(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate("waiting.length")).toBe(1);
  await page.evaluate("waiting.splice(0).forEach((act) => act())");
}

function stopAtWindow(types: readonly string[]): string {
  return `for (const type of ${JSON.stringify(types)})
    addEventListener(type, (event) => stopping && event.stopImmediatePropagation(), true);`;
}

/** The middle of a control. */
async function middleOf(page: Page, name: string): Promise<{ x: number; y: number }> {
  const box = await (await new AccessibleElement(page, { role: "button", name }).find()).boundingBox();
  if (box === null) throw new Error(`${name} is not shown.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function pressAt(page: Page, { x, y }: { x: number; y: number }): Promise<void> {
  await page.mouse.click(x, y, { delay: 150 });
}

/** The dialog's alert, if it shows one. */
async function alerted(page: Page): Promise<boolean> {
  return (await page.$(`::-p-aria([role="alert"])`)) !== null;
}

test.for([
  { what: "every press", types: all },
  { what: "clicks", types: ["click"] },
])("a page that stops $what at the window gets its people back, and the code", async ({ types }) => {
  const page = await openWith(stopAtWindow(types));
  await pressAt(page, await middleOf(page, action.renew));
  await reads(page, stopped);
  expect(await page.evaluate("events")).toEqual(["due", "shown", "presses-stopped"]);
  await readingTimePasses(page);
  await expect.poll(() => page.evaluate("window.outcome")).toBe("failed");
  expect(await page.$("body > div")).toBeNull();
  expect(await page.evaluate("events")).toEqual(["due", "shown", "presses-stopped", "dismissed"]);
  expect(harness.service.enrolled).toEqual([]);
});

test("presses are noticed of which only a part is stopped, whichever that is", async () => {
  const parts = [
    ["pointerdown", "click"],
    ["mousedown", "click"],
    ["pointerup", "click"],
    ["pointerup", "mouseup", "click"],
    ["pointerdown", "mousedown", "touchstart", "click"],
  ];
  const page = await openWith(`window.stopped = []; ${stopAtWindow(all).replace("stopping", "stopped.includes(type)")}`);
  const at = await middleOf(page, action.renew);
  for (const part of parts) {
    await page.evaluate(`stopped = ${JSON.stringify(part)}`);
    await pressAt(page, at);
    await reads(page, stopped);
    // A click that arrives takes the note away.
    await page.evaluate("stopped = []");
    await page.mouse.click(5, 5);
    await expect.poll(() => alerted(page)).toBe(false);
  }
});

test("keys are noticed whose click is stopped, or that are pressed in vain a second time", async () => {
  const page = await openWith(`window.stopped = []; window.prevented = [];
    ${stopAtWindow(["click"]).replace("stopping", "stopped.includes(type)")}
    addEventListener("keydown", (event) => {
      if (!prevented.includes(event.key)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);`);
  const focus = (): Promise<void> => page.focus(`::-p-aria([name="${action.renew}"])`);
  for (const key of ["Enter", "Space"] as const) {
    await focus();
    await page.evaluate('stopped = ["click"]');
    await page.keyboard.press(key, { delay: 100 });
    await reads(page, stopped);
    await page.evaluate("stopped = []");
    await page.mouse.click(5, 5);
    await expect.poll(() => alerted(page)).toBe(false);
  }
  await focus();
  await page.evaluate('prevented = ["Enter", " "]');
  // Its release alone may follow a key that went down in a window of the browser.
  await page.keyboard.press("Enter");
  const since = Date.now();
  await expect.poll(() => Date.now() - since).toBeGreaterThan(1_500);
  expect(await alerted(page)).toBe(false);
  await page.keyboard.press("Enter");
  await reads(page, stopped);
  expect(await page.evaluate("events")).toEqual(["due", "shown", "presses-stopped"]);
});

test("a certificate that was issued is not lost, and the note disappears as soon as a press arrives", async () => {
  const page = await openWith(`${stopAtWindow(["click"])} stopping = false;`);
  await click(page, action.renew);
  const at = await middleOf(page, save.here);
  await page.evaluate("stopping = true");
  await pressAt(page, at);
  await reads(page, stopped);
  await readingTimePasses(page);
  await reads(page, stopped);
  expect(await page.evaluate("[events, window.outcome]")).toEqual([["due", "shown", "issued", "presses-stopped"], null]);
  await page.evaluate("stopping = false");
  await click(page, save.here);
  await harness.downloaded("000042_JP_u00000014_client28.p12");
  await expect.poll(() => alerted(page)).toBe(false);
});

test("a press that arrives in time keeps the dialog open", async () => {
  const page = await openWith(stopAtWindow(["click"]));
  await pressAt(page, await middleOf(page, action.renew));
  await reads(page, stopped);
  await page.evaluate("stopping = false");
  await click(page, action.renew);
  await heading(page, save.heading);
  expect(await alerted(page)).toBe(false);
});

test("the well-known focus trap with its defaults, around a notice, does not affect the dialog", async () => {
  const page = await openWith(`
    const notice = document.body.appendChild(document.createElement("div"));
    notice.append(document.createElement("button"));
    ${await focusTrapScripts()}
    focusTrap.createFocusTrap(notice).activate();
  `);
  await pressAt(page, await middleOf(page, action.renew));
  await heading(page, save.heading);
  await pressAt(page, await middleOf(page, save.here));
  await harness.downloaded("000042_JP_u00000014_client28.p12");
  expect(await alerted(page)).toBe(false);
});

test("nothing that a person does in an ordinary page shows the note", async () => {
  const page = await openWith("");
  const { x, y } = await middleOf(page, action.renew);
  const beside = { x, y: y - 120 };
  for (const place of [beside, { x: 5, y: 5 }]) {
    await pressAt(page, place);
    await page.mouse.click(place.x, place.y, { button: "right" });
  }
  await page.mouse.click(x, y, { button: "right", delay: 100 });
  await page.mouse.click(x, y, { button: "middle", delay: 100 });
  await page.mouse.wheel({ deltaY: 200 });
  await page.keyboard.type("typedquickly");
  await press(page, "Tab", "Tab", "Shift");
  await dragOut(page, { x, y }, beside);
  await dragOut(page, beside, { x, y });
  // Longer than a press, and released elsewhere.
  await page.mouse.move(x, y);
  await page.mouse.down();
  const since = Date.now();
  await expect.poll(() => Date.now() - since).toBeGreaterThan(1_500);
  await page.mouse.move(beside.x, beside.y);
  await page.mouse.up();
  const touched = await page.touchscreen.touchStart(x, y);
  await expect.poll(() => Date.now() - since).toBeGreaterThan(3_500);
  await touched.move(beside.x, beside.y);
  await touched.end();
  await expect.poll(() => Date.now() - since).toBeGreaterThan(5_500);
  expect(await alerted(page)).toBe(false);
  expect(await page.evaluate("events")).toEqual(["due", "shown"]);
  expect(await shows(page, title)).toBe(true);
});

async function dragOut(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.mouse.up();
}

test.for(["mouse", "touch", "Enter", "Space"] as const)("a press by %s is not taken for one that is stopped", async (by) => {
  const page = await openWith("");
  const { x, y } = await middleOf(page, action.renew);
  if (by === "mouse") await pressAt(page, { x, y });
  else if (by === "touch") await page.touchscreen.tap(x, y);
  else {
    await page.focus(`::-p-aria([name="${action.renew}"])`);
    await page.keyboard.press(by, { delay: 200 });
  }
  await heading(page, save.heading);
  const since = Date.now();
  await expect.poll(() => Date.now() - since).toBeGreaterThan(2_000);
  expect(await alerted(page)).toBe(false);
});
