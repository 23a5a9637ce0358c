import type { Page } from "puppeteer";
import * as v from "valibot";
import { eventually } from "../e2e/clinic.ts";
import { callWith, clickOn, findInside, type NodeReference } from "./closed-roots.ts";

/** What a person does in the dialog, in Firefox: reads it, and presses its buttons with real clicks. */
export class FirefoxPerson {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until a heading stands in the dialog, in its closed shadow root. */
  async reads(heading: string): Promise<void> {
    await this.#finds("heading", heading);
  }

  /** Clicks the button of this name, once it can be pressed. */
  async presses(button: string): Promise<void> {
    await clickOn(this.page, await this.#findsEnabled(button));
  }

  /** Waits until a text stands in the dialog. */
  async readsText(text: string): Promise<void> {
    await eventually(`the dialog to say ${text}`, async () => ((await this.readsAll()).includes(text) ? true : undefined));
  }

  /** Everything in the dialog. */
  async readsAll(): Promise<string> {
    const [dialog] = await findInside(this.page, "dialog");
    return dialog === undefined ? "" : await callWith(this.page, dialog, "(dialog) => dialog.textContent", v.string());
  }

  /** How many dialogs are open. */
  async countsDialogs(): Promise<number> {
    return (await findInside(this.page, "dialog")).length;
  }

  /** Waits until no dialog is open. */
  async seesNoDialog(): Promise<void> {
    await eventually("the dialog to close", async () => ((await this.countsDialogs()) === 0 ? true : undefined));
  }

  /** Presses the tab key until the button of this name has the focus. */
  async tabsTo(button: string): Promise<void> {
    const wanted = await this.#findsEnabled(button);
    for (let presses = 0; presses < 30; presses += 1) {
      await this.page.keyboard.press("Tab");
      const focused = "(node) => node.getRootNode().activeElement === node";
      if (await callWith(this.page, wanted, focused, v.boolean())) return;
    }
    throw new Error(`The tab key does not reach ${button}.`);
  }

  /** What the clipboard holds, pasted by keyboard into a field of another tab. */
  async pastes(): Promise<string> {
    const tab = await this.page.browser().newPage();
    try {
      await tab.setContent("<textarea autofocus></textarea>");
      await tab.locator("textarea").click();
      await tab.keyboard.down("Control");
      await tab.keyboard.press("v");
      await tab.keyboard.up("Control");
      return await tab.$eval("textarea", (field) => field.value);
    } finally {
      await tab.close();
      await this.page.bringToFront();
    }
  }

  /** Until the dialog has been in sight for a while, its buttons are disabled. */
  async #findsEnabled(button: string): Promise<NodeReference> {
    const found = await this.#finds("button", button);
    const enabled = "(node) => node.matches(':enabled')";
    await eventually(`${button} to be enabled`, async () => ((await callWith(this.page, found, enabled, v.boolean())) ? true : undefined));
    return found;
  }

  async #finds(role: string, name: string): Promise<NodeReference> {
    return await eventually(`the ${role} ${name}`, async () => (await findInside(this.page, role, name))[0]);
  }
}
