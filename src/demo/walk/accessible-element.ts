import { setTimeout } from "node:timers/promises";
import type { ElementHandle, Page } from "puppeteer";
import { browserTimeout } from "../browser/waits.ts";

/** What a screen reader says of an element; what is not given may be anything. */
export interface Spoken {
  readonly role?: string;
  readonly name?: string;
}

/**
 * In milliseconds, how long to wait before looking again. Puppeteer's own wait looks through the whole accessibility
 * tree at every frame, which keeps a processor from the page that it waits for.
 */
const interval = 100;

/** An element that did not come, or that nobody could press, in the time that it is waited for. */
class ElementNotFound extends Error {
  override readonly name = "ElementNotFound";
  readonly code = "element-not-found";
  readonly spoken: Spoken;

  constructor(spoken: Spoken, options?: { readonly cause?: unknown }) {
    const { role = "element", name } = spoken;
    const called = name === undefined ? "" : ` named "${name}"`;
    super(`No ${role}${called} can be used on the page. Look at what the page shows in its place.`, options);
    this.spoken = spoken;
  }
}

/**
 * An element of a page by its role and accessible name, also in a closed shadow root, where scripts of the page cannot
 * reach it. It is looked up anew for each use: a page may draw it anew at any time.
 */
export class AccessibleElement {
  readonly #page: Page;
  readonly #spoken: Spoken;

  constructor(page: Page, spoken: Spoken) {
    this.#page = page;
    this.#spoken = spoken;
  }

  /** Waits until it is there. @throws ElementNotFound */
  async find(): Promise<ElementHandle> {
    return await this.#until((found) => Promise.resolve(found));
  }

  /** Waits until it is there and not disabled. @throws ElementNotFound */
  async findEnabled(): Promise<ElementHandle> {
    return await this.#until(async (found) =>
      (await found.evaluate((element) => element.matches(":disabled"))) ? undefined : found,
    );
  }

  /** Clicks on its middle, once it is enabled and stands still. @throws ElementNotFound */
  async press(): Promise<void> {
    const pressed = await this.#until(async (found) => {
      if (!(await takesPress(found))) return undefined;
      await found.click();
      return found;
    });
    await pressed.dispose();
  }

  /** Writes into it in the place of what it holds. @throws ElementNotFound */
  async fill(text: string): Promise<void> {
    using found = await this.findEnabled();
    await found.asLocator().setTimeout(browserTimeout).fill(text);
  }

  /** Looks it up until there is a result; what failed with an element that was drawn anew is done with the next one. */
  async #until<Result>(use: (found: ElementHandle) => Promise<Result | undefined>): Promise<Result> {
    const deadline = performance.now() + browserTimeout;
    let cause: unknown;
    do {
      cause = undefined;
      try {
        const found = await this.#page.$(selector(this.#spoken));
        const result = found === null ? undefined : await use(found);
        if (result !== undefined) return result;
        await found?.dispose();
      } catch (error) {
        cause = error;
      }
      await setTimeout(interval);
    } while (performance.now() < deadline && !this.#page.isClosed());
    throw new ElementNotFound(this.#spoken, { cause });
  }
}

function selector(spoken: Spoken): string {
  return `::-p-aria(${Object.entries(spoken)
    .map(([attribute, value]) => `[${attribute}="${value}"]`)
    .join("")})`;
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
