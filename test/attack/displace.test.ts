import type { Page } from "puppeteer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { openMenu, pressLater, textOf, untilNoticed, untilPressable } from "./due-dialog.ts";
import { seatAtHostilePage } from "./seat-at-hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";
import { button } from "./walk.ts";

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

const { action } = dialogTexts("en");
const renewals = (): number => site.answered.filter(({ path }) => path === paths.reenrol).length;

/** The dialog's position and appearance. */
async function looks(page: Page): Promise<unknown> {
  const renew = await button(page, action.renew).find();
  return await renew.evaluate((element) => {
    const dialog = element.closest("dialog");
    if (dialog === null) throw new Error("The button is not in a dialog.");
    const box = ({ x, y, width, height }: DOMRect): readonly number[] => [x, y, width, height].map(Math.round);
    const root = dialog.getRootNode();
    const place = root instanceof ShadowRoot && root.host.parentNode === document.documentElement;
    const style = (of: Element): readonly string[] => {
      const { backgroundColor, color, fontSize, opacity, visibility, letterSpacing } = getComputedStyle(of);
      return [backgroundColor, color, fontSize, opacity, visibility, letterSpacing];
    };
    return {
      place,
      modal: dialog.matches(":modal"),
      boxes: [dialog, element].map((of) => box(of.getBoundingClientRect())),
      styles: [dialog, element].map(style),
    };
  });
}

/** What a page does to the dialog's host element, or around it. */
const changes: Readonly<Record<string, () => unknown>> = {
  "moves it into one of its elements": () => {
    const host = document.querySelector("html > div");
    const box = document.body.appendChild(document.createElement("div"));
    box.style.cssText = "position: fixed; inset: 40% auto auto 40%; inline-size: 90px; block-size: 40px; overflow: hidden; zoom: 2";
    if (host !== null) box.append(host);
  },
  "moves it without removing it": () => {
    const host = document.querySelector("html > div");
    const box = document.body.appendChild(document.createElement("div"));
    box.style.zoom = "20";
    const move: unknown = Reflect.get(box, "moveBefore");
    if (typeof move !== "function") throw new Error("moveBefore is not available.");
    Reflect.apply(move, box, [host, null]);
  },
  "moves it into a frame": () => {
    const host = document.querySelector("html > div");
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.style.cssText = "position: fixed; inset: 0; inline-size: 90px; block-size: 40px";
    if (host !== null) frame.contentDocument?.body.append(host);
  },
  "adopts it into another document, which drops its style sheets": () => {
    const host = document.querySelector("html > div");
    if (host === null) return;
    document.implementation.createHTMLDocument("").body.append(host);
    document.documentElement.append(host);
  },
  "removes it and puts it back": () => {
    const host = document.querySelector("html > div");
    host?.remove();
    if (host !== null) document.documentElement.append(host);
  },
  "magnifies everything fifty times": () => {
    document.documentElement.style.setProperty("zoom", "50", "important");
  },
  "shrinks everything below the size of a letter": () => {
    document.documentElement.style.setProperty("zoom", "0.02", "important");
  },
  "animates it": () => {
    document
      .querySelector("html > div")
      ?.animate({ opacity: [0.01, 0.01], zoom: [9, 9], transform: ["scale(9)", "scale(9)"] }, { duration: 1e6, fill: "both" });
  },
  "sets every style property of it and of its ancestors": () => {
    const sheet = new CSSStyleSheet();
    const all =
      "opacity: 0.01; filter: blur(9px); clip-path: inset(50%); mask: linear-gradient(transparent, transparent); mix-blend-mode: difference; color: transparent; letter-spacing: 9px; font-size: 1px; content-visibility: auto; visibility: hidden";
    sheet.replaceSync(
      `html, body, html > div { ${all.replaceAll(";", " !important;")} !important } ::backdrop { opacity: 0 !important }`,
    );
    document.adoptedStyleSheets.push(sheet);
  },
  "makes it inert": () => {
    document.documentElement.inert = true;
    document.querySelector("html > div")?.setAttribute("inert", "");
  },
};

describe("a page that", () => {
  it.each(Object.keys(changes))("%s leaves the dialog unchanged and in place", async (name) => {
    const { page } = await openMenu(person, site);
    const before = await looks(page);
    await page.evaluate(changes[name] ?? (() => undefined));
    await expect.poll(() => looks(page)).toEqual(before);
    await pressLater(page);
    await page.close();
  });

  const kept: Readonly<Record<string, () => void>> = {
    "keeps it in one of its elements": () => {
      const box = document.body.appendChild(document.createElement("div"));
      box.style.cssText = "position: fixed; inset: 40% auto auto 40%; inline-size: 900px; block-size: 900px";
      const take = (): void => {
        const host = document.querySelector("html > div");
        if (host !== null) box.append(host);
      };
      new MutationObserver(take).observe(document.documentElement, { childList: true });
      take();
    },
    "keeps it in a frame": () => {
      const frame = document.body.appendChild(document.createElement("iframe"));
      frame.style.cssText = "position: fixed; inset: 0; inline-size: 1280px; block-size: 800px";
      const take = (): void => {
        const host = document.querySelector("html > div");
        if (host !== null) frame.contentDocument?.body.append(host);
      };
      new MutationObserver(take).observe(document.documentElement, { childList: true });
      take();
    },
  };

  it.each(Object.keys(kept))("%s makes the dialog end, and gets no press counted", async (name) => {
    const { page, at } = await openMenu(person, site);
    await page.evaluate(kept[name] ?? (() => undefined));
    for (let presses = 0; presses < 3; presses += 1) await page.mouse.click(at.x, at.y);
    await expect.poll(() => textOf(page)).toBe("");
    await page.mouse.click(at.x, at.y);
    expect(renewals()).toBe(0);
    await page.close();
  });

  it("keeps changing its size gets no press counted", async () => {
    const { page, at } = await openMenu(person, site);
    await page.evaluate(() => {
      // Seven sizes: with only two, a busy machine might see the same one at each check.
      let changes = 0;
      setInterval(() => {
        changes += 1;
        document.documentElement.style.zoom = String(1 + (changes % 7) / 100);
      }, 30);
    });
    await untilNoticed(page);
    for (let presses = 0; presses < 50 && renewals() === 0; presses += 1) await page.mouse.click(at.x, at.y);
    const counted = renewals();
    await page.close();
    if (counted > 0) ({ site, person } = await seatAtHostilePage(owned, shared));
    expect(counted).toBe(0);
  });

  it("moves the dialog into a picture-in-picture window has it moved back", async () => {
    const { page } = await openMenu(person, site);
    const before = await looks(page);
    const session = await page.createCDPSession();
    const { exceptionDetails } = await session.send("Runtime.evaluate", {
      expression: `documentPictureInPicture.requestWindow().then((view) => view.document.body.append(document.querySelector("html > div")))`,
      awaitPromise: true,
      userGesture: true,
    });
    expect(exceptionDetails?.exception?.description).toBeUndefined();
    await expect.poll(() => looks(page)).toEqual(before);
    await untilPressable(page);
    expect(renewals()).toBe(0);
    await page.close();
  });
});
