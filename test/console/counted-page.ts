import type { Page } from "puppeteer";
import { expect } from "vitest";
import { press } from "./office.ts";

/**
 * A page whose browser counts the clicks of who uses it: each press of a pointer, and of Enter or the space bar outside of a field
 * for text. Typing is not counted, nor is the Enter that ends it.
 */
export class CountedPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Counts from now on. */
  static async begin(page: Page): Promise<CountedPage> {
    await page.evaluate(() => {
      const count = (): void => {
        const { dataset } = document.documentElement;
        dataset["clicks"] = String(Number(dataset["clicks"] ?? 0) + 1);
      };
      addEventListener("pointerdown", count, { capture: true });
      addEventListener(
        "keydown",
        ({ key, target }) => {
          const typing = target instanceof Element && target.matches("input[type=search], input[type=text]");
          if ((key === "Enter" || key === " ") && !typing) count();
        },
        { capture: true },
      );
    });
    return new CountedPage(page);
  }

  async clicks(name: string, role?: string): Promise<void> {
    await press(this.page, name, role);
  }

  /** Types into the search field of the screen, which `/` leads to. */
  async searches(text: string): Promise<void> {
    await this.page.locator("#search").wait();
    await this.page.keyboard.press("/");
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  /** Types the code of the second factor, where it is asked for in between; its field has the focus. */
  async confirms(code: string): Promise<void> {
    await this.page.locator("#second-factor:focus").wait();
    await this.page.keyboard.type(code);
    await this.page.keyboard.press("Enter");
  }

  /** Expects a number of clicks since the beginning, and ends. */
  async took(clicks: 0 | 1 | 2 | 3): Promise<void> {
    expect(Number(await this.page.evaluate(() => document.documentElement.dataset["clicks"] ?? 0))).toBe(clicks);
    await this.page.close();
  }
}
