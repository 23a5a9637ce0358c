import { setTimeout } from "node:timers/promises";
import type { ElementHandle, Page } from "puppeteer";
import { browserTimeout } from "../browser/waits.ts";

/** How a screen reader identifies an element; an omitted property matches any value. */
export interface Spoken {
  readonly role?: string;
  readonly name?: string;
}

/**
 * Polling interval in milliseconds. Puppeteer's own wait searches the whole accessibility tree at every frame, which
 * takes CPU time from the page that it waits for.
 */
const interval = 100;

/** How long a page may leave a question unanswered until it is brought to the front, in milliseconds. */
const patience = 5000;

/** An element that did not appear, or could not be pressed, before the timeout. */
class ElementNotFound extends Error {
  override readonly name = "ElementNotFound";
  readonly code = "element-not-found";
  readonly spoken: Spoken;

  constructor(spoken: Spoken, options?: { readonly cause?: unknown }) {
    const { role = "element", name } = spoken;
    const called = name === undefined ? "" : ` named "${name}"`;
    super(`No usable ${role}${called} on the page. See what the page shows instead.`, options);
    this.spoken = spoken;
  }
}

/**
 * An element of a page by its role and accessible name, also in a closed shadow root, where scripts of the page cannot
 * reach it. It is looked up again for each use, because a page may redraw it at any time.
 */
export class AccessibleElement {
  readonly #page: Page;
  readonly #spoken: Spoken;

  constructor(page: Page, spoken: Spoken) {
    this.#page = page;
    this.#spoken = spoken;
  }

  /** Waits until it exists. @throws ElementNotFound */
  async find(): Promise<ElementHandle> {
    return await this.#until((found) => Promise.resolve(found));
  }

  /** Waits until it exists and is enabled. @throws ElementNotFound */
  async findEnabled(): Promise<ElementHandle> {
    return await this.#until(async (found) =>
      (await found.evaluate((element) => element.matches(":disabled"))) ? undefined : found,
    );
  }

  /** Clicks its centre, once it is enabled and no longer moves. @throws ElementNotFound */
  async press(): Promise<void> {
    let scrolled = false;
    const pressed = await this.#until(async (found) => {
      if (!(await takesPress(found))) return undefined;
      // As a person does with an element that sticky buttons may cover.
      if (!scrolled && (await isInScroller(found))) {
        scrolled = true;
        await found.evaluate((element) => element.scrollIntoView({ block: "center" }));
        if (!(await takesPress(found))) return undefined;
      }
      await found.click();
      return found;
    });
    await pressed.dispose();
  }

  /** Replaces its text. @throws ElementNotFound */
  async fill(text: string): Promise<void> {
    using found = await this.findEnabled();
    await found.asLocator().setTimeout(browserTimeout).fill(text);
  }

  /**
   * Looks it up until there is a result; if the element was redrawn in between, retries with the new one. A page behind others
   * may draw nothing, and then answers nothing: it is brought to the front, as a person does before they press anything there.
   */
  async #until<Result>(use: (found: ElementHandle) => Promise<Result | undefined>): Promise<Result> {
    const deadline = performance.now() + browserTimeout;
    let cause: unknown;
    do {
      cause = undefined;
      const waiting = globalThis.setTimeout(() => void this.#page.bringToFront().catch(() => undefined), patience);
      try {
        const found = await this.#page.$(selector(this.#spoken));
        const result = found === null ? undefined : await use(found);
        if (result !== undefined) return result;
        await found?.dispose();
      } catch (error) {
        cause = error;
      } finally {
        clearTimeout(waiting);
      }
      await setTimeout(interval);
    } while (performance.now() < deadline && !this.#page.isClosed());
    throw new ElementNotFound(this.#spoken, { cause });
  }
}

/** Not `::-p-aria`, which puppeteer asks for from inside the page, by a script of its own and a dozen messages. */
function selector(spoken: Spoken): string {
  return `aria/${Object.entries(spoken)
    .map(([attribute, value]) => `[${attribute}="${value}"]`)
    .join("")}`;
}

/** Whether it is enabled, and in the same place for two frames. */
async function takesPress(found: ElementHandle): Promise<boolean> {
  return await found.evaluate(async (element) => {
    const place = (): Promise<DOMRect> =>
      new Promise((resolve) => requestAnimationFrame(() => resolve(element.getBoundingClientRect())));
    if (element.matches(":disabled")) return false;
    const [before, after] = [await place(), await place()];
    return element.isConnected && (["x", "y", "width", "height"] as const).every((side) => before[side] === after[side]);
  });
}

/** Whether it is part of something that scrolls. */
async function isInScroller(found: ElementHandle): Promise<boolean> {
  return await found.evaluate((element) => {
    for (let around = element.parentElement; around !== null; around = around.parentElement) {
      if (around.scrollHeight > around.clientHeight && getComputedStyle(around).overflowY !== "visible") return true;
    }
    return false;
  });
}
