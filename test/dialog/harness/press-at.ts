import type { Page } from "puppeteer";
import { AccessibleElement } from "../../../src/demo/walk/accessible-element.ts";

/** A position in the window, in CSS pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Presses and releases the mouse; `count` is the number of this click within a multiple click. */
export async function pressAt(page: Page, { x, y }: Place, count: number): Promise<void> {
  await page.mouse.move(x, y);
  const session = await page.createCDPSession();
  const event = { x, y, button: "left", clickCount: count } as const;
  await session.send("Input.dispatchMouseEvent", { ...event, type: "mousePressed", buttons: 1 });
  await session.send("Input.dispatchMouseEvent", { ...event, type: "mouseReleased" });
  await session.detach();
}

/** The centre of a button, once it is enabled. */
export async function middleOf(page: Page, name: string): Promise<Place> {
  const button = await new AccessibleElement(page, { role: "button", name }).findEnabled();
  const box = await button.boundingBox();
  if (box === null) throw new Error(`${name} is not visible.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
