import type { Page } from "puppeteer";
import * as v from "valibot";
import { expect } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { middleOf, type Place } from "../dialog/harness/press-at.ts";
import { runInContentWorld } from "../extension/content-world.ts";
import type { Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { press } from "./walk.ts";

const { action, check } = dialogTexts("en");

/** The dialog's message about a press while it is covered. */
export const covered = "Something covers this dialog";

/** Waits until a press in the dialog of a due certificate would count; returns the position of its first button. */
export async function untilPressable(page: Page): Promise<Place> {
  return await middleOf(page, action.renew);
}

/** Whether the dialog of a due certificate shows its first button, and a press of it would count. */
export async function isPressable(page: Page): Promise<boolean> {
  const button = await page.$(`aria/[name="${action.renew}"][role="button"]`);
  return (await button?.evaluate((element) => element.matches(":enabled"))) ?? false;
}

/** Opens the master menu, and waits until a press in the dialog would count. */
export async function openMenu(person: Person, site: Site): Promise<{ page: Page; at: Place }> {
  const page = await person.visit(`${site.app}/menu`);
  return { page, at: await untilPressable(page) };
}

/** The dialog's text. */
export async function textOf(page: Page): Promise<string> {
  const dialog = await page.$(`aria/[name="${dialogTexts("en").title}"][role="dialog"]`);
  return (await dialog?.evaluate((element) => element.textContent)) ?? "";
}

/** Presses 「後で」 like a person, repeatedly if a press does not count, until the dialog has closed. */
export async function pressLater(page: Page): Promise<void> {
  const isThere = async (): Promise<boolean> => (await page.$("html > div")) !== null;
  await expect
    .poll(
      async () => {
        if (await isThere()) await press(page, action.later);
        return await isThere();
      },
      { interval: 700 },
    )
    .toBe(false);
}

/**
 * Records when the dialog appears in the page, or its window comes to the front, and when presses arrive at the dialog.
 * Only the extension's own world receives these.
 *
 * @returns the number of presses at least half a second after that, which may count
 */
export async function timePresses(page: Page): Promise<() => Promise<number>> {
  await runInContentWorld(page, `(${record.toString()})()`);
  return async () => v.parse(v.number(), await runInContentWorld(page, "globalThis.countLate()"));
}

function record(): void {
  const name = Symbol.for("koshin.handler");
  const presses: number[] = [];
  let since = performance.now();
  const restart = (): void => void (since = performance.now());
  new MutationObserver(restart).observe(document.documentElement, { childList: true });
  addEventListener("focus", restart);
  document.addEventListener("visibilitychange", restart);
  let handler: unknown = Reflect.get(globalThis, name);
  const recording = (event: Event): void => {
    if (event.type === "click") presses.push(event.timeStamp);
    if (typeof handler === "function") Reflect.apply(handler, undefined, [event]);
  };
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get: () => recording,
    set: (value: unknown) => void (handler = value),
  });
  Reflect.set(globalThis, "countLate", () => presses.filter((moment) => moment - since >= 500).length);
}

/**
 * Waits until the dialog says that it is covered, which a browser notices with a delay of at least a tenth of a second.
 * Meanwhile presses where there is no button.
 */
export async function untilNoticed(page: Page): Promise<void> {
  const heading = await new AccessibleElement(page, { role: "heading", name: check.heading }).find();
  const { x = 0, y = 0 } = (await heading.boundingBox()) ?? {};
  await expect.poll(async () => (await page.mouse.click(x + 1, y + 1), await textOf(page)), { interval: 10 }).toContain(covered);
}
