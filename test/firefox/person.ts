import type { Page } from "puppeteer";
import * as v from "valibot";
import { openTab } from "../../src/demo/browser/waits.ts";
import { eventually } from "../e2e/eventually.ts";
import { callWith, clickOn, findInside, selectInside, type NodeReference } from "./closed-roots.ts";

/** A person at the dialog in Firefox, who reads it and presses its buttons with real clicks. */
export class FirefoxPerson {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits for a heading in the dialog's closed shadow root. */
  async reads(heading: string): Promise<void> {
    await this.#finds("heading", heading);
  }

  /** Clicks the button with this name once it is enabled. */
  async presses(button: string): Promise<void> {
    await clickOn(this.page, await this.#findsEnabled(button));
  }

  /**
   * Clicks the button with this name if it is there and enabled at the moment. The dialog may take it away at any time,
   * even during the click; a click that fails at a button that stays fails here, too.
   */
  async pressesIfThere(button: string): Promise<void> {
    const [found] = await findInside(this.page, "button", button);
    if (found === undefined) return;
    try {
      const enabled = "(node) => node.matches(':enabled:not([aria-disabled=true])')";
      if (await callWith(this.page, found, enabled, v.boolean())) await clickOn(this.page, found);
    } catch (error) {
      const remaining = await findInside(this.page, "button", button);
      if (remaining.some(({ sharedId }) => sharedId === found.sharedId)) throw error;
    }
  }

  /** Opens the details with this summary. In Firefox a summary has no role by which it could be found. */
  async unfolds(summary: string): Promise<void> {
    const found = await eventually(`the summary ${summary}`, async () => {
      for (const node of await selectInside(this.page, "summary"))
        if ((await callWith(this.page, node, "(node) => node.textContent", v.string())) === summary) return node;
      return undefined;
    });
    await clickOn(this.page, found);
  }

  /** Follows the link with this name. */
  async follows(link: string): Promise<void> {
    await clickOn(this.page, await this.#finds("link", link));
  }

  /** Waits for a text in the dialog. */
  async readsText(text: string): Promise<void> {
    await eventually(`the dialog to show ${text}`, async () => ((await this.readsAll()).includes(text) ? true : undefined));
  }

  /** The dialog's text. */
  async readsAll(): Promise<string> {
    const [dialog] = await findInside(this.page, "dialog");
    return dialog === undefined ? "" : await callWith(this.page, dialog, "(dialog) => dialog.textContent", v.string());
  }

  /** The number of open dialogs; the accessibility tree has only the topmost, because the ones below it are inert. */
  async countsDialogs(): Promise<number> {
    return (await selectInside(this.page, "dialog[open]")).length;
  }

  /** Waits until no dialog is open. */
  async seesNoDialog(): Promise<void> {
    await eventually("the dialog to close", async () => ((await this.countsDialogs()) === 0 ? true : undefined));
  }

  /** Presses Tab until the button with this name has the focus. */
  async tabsTo(button: string): Promise<void> {
    const wanted = await this.#findsEnabled(button);
    for (let presses = 0; presses < 30; presses += 1) {
      await this.page.keyboard.press("Tab");
      const focused = "(node) => node.getRootNode().activeElement === node";
      if (await callWith(this.page, wanted, focused, v.boolean())) return;
    }
    throw new Error(`Tab does not reach ${button}.`);
  }

  /** The clipboard's text, pasted by keyboard into a field of another tab. */
  async pastes(): Promise<string> {
    const tab = await openTab(this.page.browser());
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

  /**
   * The buttons are disabled until the dialog has been visible for a while. Each look finds the button anew: a dialog that
   * is drawn again, or a window that loads again, has other ones.
   */
  async #findsEnabled(button: string): Promise<NodeReference> {
    const enabled = "(node) => node.isConnected && node.matches(':enabled')";
    let failure: unknown;
    try {
      return await eventually(`${button} to be enabled`, async () => {
        const [found] = await findInside(this.page, "button", button);
        if (found === undefined) return undefined;
        const isEnabled = await callWith(this.page, found, enabled, v.boolean()).catch((error: unknown) => {
          failure = error;
          return false;
        });
        return isEnabled ? found : undefined;
      });
    } catch (error) {
      const shown = await this.readsAll().catch(String);
      throw new Error(`${String(error)} ${String(failure)} ${this.page.url()} shows ${shown}`, { cause: error });
    }
  }

  async #finds(role: string, name: string): Promise<NodeReference> {
    return await eventually(`the ${role} ${name}`, async () => (await findInside(this.page, role, name))[0]);
  }
}
