import { afterAll, beforeAll, test } from "vitest";
import { findTarget, withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import type { Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { hostilePage } from "./hostile-page.ts";
import { Onlooker } from "./onlooker.ts";
import { sharedPerson } from "./shared-person.ts";

const { action } = dialogTexts("en");
const owned = new AsyncDisposableStack();
const shared = sharedPerson();
let site: Site;
let person: Person;
beforeAll(async () => {
  site = owned.use(await startSite(hostilePage()));
  person = await shared.at(site);
});
afterAll(() => owned.disposeAsync());

/** Opens the menu in a window, and listens in its empty document, before any page or extension is there. */
function openStopping([disown, ...types]: readonly string[]): void {
  const opened = open("/menu");
  if (opened === null) throw new Error("Blocked.");
  for (const type of types) opened.addEventListener(type, (event) => event.stopImmediatePropagation(), true);
  if (disown === "disown") opened.opener = null;
}

const presses = ["pointerdown", "pointerup", "mousedown", "mouseup", "click"];

test.for([
  { what: "presses, and keeps it", types: ["keep", ...presses, "keydown", "keyup"] },
  { what: "presses, and disowns it", types: ["disown", ...presses] },
  { what: "clicks, and disowns it", types: ["disown", "click"] },
])("a page that opens the menu in a window where it stops $what, gets the renewal continued elsewhere", async ({ types }) => {
  const opener = await person.visit(`${site.app}/opener`);
  await opener.evaluate(openStopping, types);
  const target = await findTarget(person.browser, (each) => each.url().endsWith("/menu"));
  const page = withBrowserTimeout(await target.asPage());
  await page.bringToFront();
  const onlooker = await Onlooker.at(page);
  const { x, y } = await onlooker.middleOf(action.later);
  await onlooker.untilInactive();
  await page.mouse.click(x, y, { delay: 200 });
  const opened = await findTarget(person.browser, (each) => each.url().includes("/pages/renewal.html"));
  await (await opened.asPage()).close();
  await page.close();
  await opener.close();
});
