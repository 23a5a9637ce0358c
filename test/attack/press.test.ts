import type { Page } from "puppeteer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { covered, isPressable, openMenu, pressLater, textOf, timePresses, untilNoticed, untilPressable } from "./due-dialog.ts";
import { seatAtHostilePage } from "./seat-at-hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";
import { button, reads } from "./walk.ts";

const shared = sharedPerson();
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  ({ site, person } = await seatAtHostilePage(owned, shared));
});
afterAll(() => owned.disposeAsync());
beforeEach(() => {
  site.answered.length = 0;
});

const { action, check, save } = dialogTexts("en");

/** The number of renewal requests to the service. */
const renewals = (): number => site.answered.filter(({ path }) => path === paths.reenrol).length;
/** Closes the dialog like a person, so that its certificate is also due in the next test. */
async function closeDialog(page: Page): Promise<void> {
  await pressLater(page);
  await page.close();
}

describe("a page's script", () => {
  /** Presses everything, in every way that a script can. */
  function pressEverything(): void {
    const elements = [
      ...document.querySelectorAll("*"),
      ...document.elementsFromPoint(innerWidth / 2, innerHeight / 2),
      document.activeElement,
    ];
    for (const element of elements) {
      if (!(element instanceof HTMLElement)) continue;
      element.focus();
      element.click();
      const init = {
        bubbles: true,
        composed: true,
        cancelable: true,
        clientX: innerWidth / 2,
        clientY: innerHeight / 2,
        key: "Enter",
        code: "Enter",
      };
      for (const type of ["pointerdown", "pointerup"]) element.dispatchEvent(new PointerEvent(type, init));
      for (const type of ["mousedown", "mouseup", "click"]) element.dispatchEvent(new MouseEvent(type, init));
      for (const type of ["keydown", "keypress", "keyup"])
        for (const key of ["Enter", " ", "Escape"]) element.dispatchEvent(new KeyboardEvent(type, { ...init, key }));
      for (const type of ["submit", "cancel", "close", "command", "toggle"]) element.dispatchEvent(new Event(type, init));
      if (element instanceof HTMLFormElement) element.requestSubmit();
    }
    const execute: unknown = Reflect.get(document, "execCommand");
    if (typeof execute !== "function") throw new Error("execCommand is not available.");
    for (const command of ["insertText", "insertParagraph", "delete", "selectAll", "copy"])
      Reflect.apply(execute, document, [command, false, "x"]);
  }
  /** Dispatches events that claim to be trusted. */
  function forgeTrust(): void {
    const event = new MouseEvent("click", { bubbles: true, composed: true });
    Object.defineProperty(Object.getPrototypeOf(Event.prototype) ?? Event.prototype, "isTrusted", {
      configurable: true,
      get: () => true,
    });
    document.querySelector("html > div")?.dispatchEvent(event);
    const label = document.body.appendChild(document.createElement("label"));
    label.htmlFor = "koshin-title";
    label.accessKey = "k";
    label.click();
    label.remove();
  }

  it("can press the buttons of a dialog in an open root", async () => {
    const page = await person.visit(`${site.app}/login`);
    await page.evaluate(() => {
      const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
      root.innerHTML = "<dialog><button>Renew</button></dialog>";
      root.querySelector("dialog")?.showModal();
      root.querySelector("button")?.addEventListener("click", () => (document.title = "pressed"));
    });
    await page.evaluate(() => document.querySelector("body > div")?.shadowRoot?.querySelector("button")?.click());
    expect(await page.title()).toBe("pressed");
    await page.close();
  });

  it("can neither press anything in the extension's dialog nor close it, even with access to the button", async () => {
    const { page } = await openMenu(person, site);
    await page.evaluate(pressEverything);
    await page.evaluate(forgeTrust);
    await (await button(page, action.renew).find()).evaluate((element) => element instanceof HTMLElement && element.click());
    await reads(page, check.heading);
    expect(renewals()).toBe(0);
    await closeDialog(page);
  });
});

describe("a person's press that the page has provoked", () => {
  /** On a busy machine a press may arrive so late that the person could have meant it: only such a press may count. */
  async function expectNoneCounted(page: Page, late: () => Promise<number>): Promise<void> {
    if ((await late()) > 0) {
      // A renewal takes a while to reach the service.
      await expect.poll(async () => renewals() > 0 || (await isPressable(page))).toBe(true);
      if (renewals() > 0) {
        ({ site, person } = await seatAtHostilePage(owned, shared));
        return;
      }
    }
    await untilPressable(page);
    expect(await textOf(page)).toContain(check.heading);
    expect(renewals()).toBe(0);
    await closeDialog(page);
  }

  it("does not count if the dialog has only just appeared under the pointer", async () => {
    const page = await person.visit(`${site.app}/login`);
    // The position of the button, which the page knows from an earlier visit.
    const { page: earlier, at } = await openMenu(person, site);
    await earlier.close();
    await page.bringToFront();
    await page.mouse.move(at.x, at.y);
    const late = await timePresses(page);
    await page.evaluate(() => history.pushState(null, "", "/menu"));
    // Presses faster than any person, from before the dialog appears until it is there.
    await expect.poll(async () => (await page.mouse.click(at.x, at.y), (await textOf(page)) !== ""), { interval: 5 }).toBe(true);
    await page.mouse.click(at.x, at.y);
    await expectNoneCounted(page, late);
  });

  const covers: Readonly<Record<string, () => void>> = {
    "a popover that lets presses through": () => {
      const cover = document.body.appendChild(document.createElement("div"));
      cover.id = "cover";
      cover.popover = "manual";
      cover.style.cssText =
        "position: fixed; inset: 0; width: 100vw; height: 100vh; margin: 0; border: 0; background: white; pointer-events: none";
      cover.textContent = "You have won. Press here.";
      const keep = (): void => {
        if (!cover.isConnected) return;
        if (cover.matches(":popover-open")) cover.hidePopover();
        cover.showPopover();
        requestAnimationFrame(keep);
      };
      keep();
    },
    "a popover that hides everything except the button": () => {
      const cover = document.body.appendChild(document.createElement("div"));
      cover.id = "cover";
      cover.popover = "manual";
      cover.style.cssText =
        "position: fixed; inset: 0 0 55% 0; width: 100vw; height: 45vh; margin: 0; border: 0; background: white; pointer-events: none";
      const keep = (): void => {
        if (!cover.isConnected) return;
        if (cover.matches(":popover-open")) cover.hidePopover();
        cover.showPopover();
        requestAnimationFrame(keep);
      };
      keep();
    },
  };
  const uncover = (): void => document.querySelector("#cover")?.remove();

  it.each(Object.keys(covers))("does not count under %s, although other dialogs would receive it", async (name) => {
    const cover = covers[name] ?? (() => undefined);
    const naive = await person.visit(`${site.app}/login`);
    await naive.evaluate(() => {
      const dialog = document.body.appendChild(document.createElement("dialog"));
      dialog.innerHTML = "<button style='font-size: 100px'>Renew</button>";
      dialog.showModal();
      dialog.addEventListener("click", () => (document.title = "pressed"));
    });
    await naive.evaluate(cover);
    await naive.mouse.click(640, 400);
    expect(await naive.title()).toBe("pressed");
    await naive.close();

    const { page, at } = await openMenu(person, site);
    await page.evaluate(cover);
    await untilNoticed(page);
    for (let presses = 0; presses < 3; presses += 1) await page.mouse.click(at.x, at.y);
    expect(renewals()).toBe(0);
    await page.evaluate(uncover);
    await expect.poll(() => textOf(page)).toContain(check.heading);
    expect(await textOf(page)).toContain(covered);
    await closeDialog(page);
  });

  it("does not count while the page covers and uncovers the dialog faster than anyone can see", async () => {
    const { page, at } = await openMenu(person, site);
    await page.evaluate(() => {
      const cover = document.body.appendChild(document.createElement("div"));
      cover.id = "cover";
      cover.popover = "manual";
      cover.style.cssText =
        "position: fixed; inset: 0; width: 100vw; height: 100vh; margin: 0; border: 0; background: white; pointer-events: none";
      let shown = true;
      let since = performance.now();
      const flicker = (): void => {
        if (!cover.isConnected) return;
        // Alternates with each change: with a fixed rhythm, a busy machine's frames might all show the same state.
        if (performance.now() - since >= 200) [shown, since] = [!shown, performance.now()];
        if (cover.matches(":popover-open")) cover.hidePopover();
        if (shown) cover.showPopover();
        requestAnimationFrame(flicker);
      };
      flicker();
    });
    await untilNoticed(page);
    for (let presses = 0; presses < 100 && renewals() === 0; presses += 1) await page.mouse.click(at.x, at.y);
    const counted = renewals();
    await page.evaluate(uncover);
    if (counted > 0) ({ site, person } = await seatAtHostilePage(owned, shared));
    else await closeDialog(page);
    expect(counted).toBe(0);
  });

  it("is prevented with a message if the page covers the dialog for long before it can be pressed", async () => {
    const page = await person.visit(`${site.app}/login`);
    await page.evaluate(covers["a popover that hides everything except the button"] ?? (() => undefined));
    await page.evaluate(() => history.pushState(null, "", "/menu"));
    await expect.poll(() => textOf(page)).toContain(covered);
    await page.evaluate(uncover);
    await expect.poll(() => textOf(page)).not.toContain(covered);
    await closeDialog(page);
  });

  it("does not count right after the dialog's window has come to the front", async () => {
    // The first of two presses closes the page in front, the second one arrives in the dialog behind it.
    const { page, at } = await openMenu(person, site);
    const bait = await person.visit(`${site.app}/login`);
    await expect.poll(() => page.evaluate(() => document.hidden)).toBe(true);
    const late = await timePresses(page);
    await bait.close();
    await page.bringToFront();
    await page.mouse.click(at.x, at.y);
    await expectNoneCounted(page, late);
  });

  it("counts again once the dialog is in front of what covered it", async () => {
    const { page, at } = await openMenu(person, site);
    await page.evaluate(() => {
      const cover = document.body.appendChild(document.createElement("dialog"));
      cover.style.cssText = "inset: 0; width: 100vw; height: 100vh; max-width: none; max-height: none";
      cover.showModal();
    });
    await expect
      .poll(() => page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.matches("html > div")))
      .toBe(true);
    // The press that counts removes the button, so presses a position, and only while the button is there.
    const pressOnceMore = async (): Promise<string> => {
      if ((await textOf(page)).includes(check.heading)) await page.mouse.click(at.x, at.y);
      return await textOf(page);
    };
    await expect.poll(pressOnceMore, { interval: 300 }).toContain(save.heading);
    expect(renewals()).toBe(1);
  });
});
