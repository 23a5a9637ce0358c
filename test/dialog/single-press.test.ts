import { readdir } from "node:fs/promises";
import type { Page } from "puppeteer";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import { click, heading, reads, shows, type Harness, tabTo, sharedHarness } from "./harness/harness.ts";
import { middleOf, pressAt } from "./harness/press-at.ts";

const shared = sharedHarness();

const { action, save, password, import: importing } = dialogTexts("ja");
const p12 = "000042_JP_u00000014_client28.p12";

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

async function toSave(width = 1280): Promise<Page> {
  const page = await harness.page({ width });
  await click(page, action.renew);
  await heading(page, save.heading);
  return page;
}

describe.for([1280, 400])("in a window %s pixels wide, a double click on 「こちら」", (width) => {
  test("downloads once and does not reveal the password", async () => {
    const page = await toSave(width);
    const here = await middleOf(page, save.here);
    await pressAt(page, here, 1);
    await pressAt(page, here, 2);
    await heading(page, password.heading);
    await harness.downloaded(p12);
    expect(await readdir(harness.downloads)).toEqual([p12]);
    expect(await shows(page, password.label)).toBe(false);
    // The person has not said yet that the file was saved.
    expect(harness.service.reports).toEqual([]);
  });

  test("does not reveal it even if the step has changed long before the second press; a single press does", async () => {
    const page = await toSave(width);
    const here = await middleOf(page, save.here);
    await pressAt(page, here, 1);
    await heading(page, password.heading);
    const reveal = await middleOf(page, password.reveal);
    await pressAt(page, reveal, 2);
    await pressAt(page, reveal, 3);
    expect(await shows(page, password.label)).toBe(false);
    await pressAt(page, reveal, 1);
    await reads(page, password.label);
  });
});

test("a button that appears under the pointer is disabled until it can have been seen", async () => {
  const page = await harness.page({ openRoot: true });
  // No step overflows.
  await page.setViewport({ width: 1280, height: 1600 });
  await click(page, action.renew);
  await heading(page, save.heading);
  await click(page, save.here);
  await click(page, password.reveal);
  await page.evaluate((name) => {
    const root = Array.from(document.querySelectorAll("div"), (element) => element.shadowRoot).find((found) => found !== null);
    if (!root) throw new Error("No dialog.");
    // So that the next step has its buttons at the same place, whatever its height.
    root.querySelector("dialog")?.style.setProperty("margin-block-end", "0");
    const states: boolean[] = [];
    Reflect.set(window, "states", states);
    new MutationObserver(() => {
      for (const button of root.querySelectorAll("button")) if (button.textContent === name) states.push(button.disabled);
    }).observe(root, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  }, importing.done);
  await click(page, action.next);
  await middleOf(page, importing.done);
  const states: unknown = await page.evaluate("states");
  expect(states).toEqual(expect.arrayContaining([true, false]));
  expect([states].flat()[0]).toBe(true);
  expect([states].flat().at(-1)).toBe(false);
});

test("a button that has been there for a while stays enabled when a report ends", async () => {
  const page = await harness.page({ openRoot: true });
  // No step overflows, so that the steps have their buttons at different places.
  await page.setViewport({ width: 1280, height: 1600 });
  await click(page, action.renew);
  await click(page, save.here);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  harness.service.reportsAnswered = promise;
  await click(page, password.reveal);
  const next = await middleOf(page, action.next);
  await pressAt(page, next, 1);
  const done = await middleOf(page, importing.done);
  // The pointer has stayed where it was, and only the layout brings the button there.
  await page.evaluate(
    async ({ name, x, y }) => {
      const root = Array.from(document.querySelectorAll("div"), (element) => element.shadowRoot).find((found) => found !== null);
      const button = Array.from(root?.querySelectorAll("button") ?? []).find(({ textContent }) => textContent === name);
      if (!root || !button) throw new Error("No dialog.");
      root.querySelector("dialog")?.style.setProperty("transform", `translate(${x}px, ${y}px)`);
      const frame = (): Promise<number> => new Promise(requestAnimationFrame);
      const since = await frame();
      while ((await frame()) - since < 600);
      const states = [button.disabled];
      Reflect.set(window, "states", states);
      new MutationObserver(() => states.push(button.disabled)).observe(button, { attributeFilter: ["disabled"] });
    },
    { name: importing.done, x: next.x - done.x, y: next.y - done.y },
  );
  const answered = page.waitForResponse((response) => response.url().endsWith(paths.stage));
  resolve(undefined);
  await answered;
  await page.evaluate(async () => {
    for (let frames = 0; frames < 10; frames += 1) await new Promise(requestAnimationFrame);
  });
  expect(await page.evaluate("states")).toEqual([false]);
});

describe("a key that is held down", () => {
  test("on 「こちら」 downloads once and does not reveal the password", async () => {
    const page = await toSave();
    await tabTo(page, save.here);
    await page.keyboard.down("Enter");
    await expect
      .poll(async () => (await page.keyboard.down("Enter"), await shows(page, password.heading)), { interval: 10 })
      .toBe(true);
    for (let repeats = 0; repeats < 5; repeats += 1) await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    await harness.downloaded(p12);
    expect(await readdir(harness.downloads)).toEqual([p12]);
    expect(await shows(page, password.label)).toBe(false);
  });

  test("on 「コピー」 copies once, and another press copies again", async () => {
    const page = await toSave();
    await click(page, save.here);
    await click(page, password.reveal);
    await page.evaluate(`
      window.copies = 0;
      const { clipboard } = navigator;
      const write = clipboard.writeText.bind(clipboard);
      clipboard.writeText = (text) => (window.copies++, write(text));
    `);
    await tabTo(page, password.copy);
    for (let repeats = 0; repeats < 5; repeats += 1) await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    await reads(page, password.copied);
    expect(await page.evaluate("copies")).toBe(1);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate("copies")).toBe(2);
  });
});
