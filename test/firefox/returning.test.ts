import * as v from "valibot";
import { expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { contextOf, sendBidi } from "./bidi.ts";
import { FirefoxClinic } from "./clinic.ts";
import { callWith, findInside } from "./closed-roots.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;

const Place = v.object({ x: v.number(), y: v.number() });

test("in Firefox, the first press after coming back to the tab counts if the pointer came onto the button then", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
  const person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
  const { page } = person;
  await person.tabsTo("後で");
  const [button] = await findInside(page, "button", "後で");
  if (button === undefined) throw new Error("The button is not there.");
  const middle =
    "(node) => { const { x, y, width, height } = node.getBoundingClientRect(); return JSON.stringify({ x: x + width / 2, y: y + height / 2 }); }";
  const { x, y } = await callWith(page, button, middle, v.pipe(v.string(), v.parseJson(), Place));

  const other = await openTab(clinic.browser);
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.hidden)).toBe(true);
  await page.bringToFront();
  const at = (move: number): object => ({ type: "pointerMove", x: Math.round(x), y: Math.round(y + move), duration: 10 });
  const actions = [at(150), at(60), at(0), { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
  const mouse = { type: "pointer", id: "mouse", actions };
  await sendBidi(page, "input.performActions", { context: contextOf(page), actions: [mouse] }, v.unknown());
  await person.seesNoDialog();
});
