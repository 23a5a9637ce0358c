import type { Page, SerializedAXNode } from "puppeteer";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { eventually } from "./eventually.ts";

/** What a person does in the dialog: reads it, and presses its buttons with real clicks. */
export class Person {
  readonly page: Page;
  /** How many buttons were pressed. */
  pressed = 0;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until a heading stands in the dialog, in its closed shadow root. */
  async reads(heading: string): Promise<void> {
    await new AccessibleElement(this.page, { role: "heading", name: heading }).find();
  }

  /** Clicks the button of this name, out from under the row of buttons that stays in sight. */
  async presses(button: string): Promise<void> {
    const found = new AccessibleElement(this.page, { role: "button", name: button });
    using element = await found.find();
    await element.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
    await found.press();
    this.pressed += 1;
  }

  /** Opens what is folded behind this summary. */
  async unfolds(summary: string): Promise<void> {
    const found = await new AccessibleElement(this.page, { name: summary }).find();
    // The row of buttons stays in sight, and may lie over what stands at the lower edge.
    await found.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
    await found.click();
  }

  /** Waits until the button of this name can be pressed: what has only just appeared takes no press. */
  async canPress(button: string): Promise<void> {
    await new AccessibleElement(this.page, { role: "button", name: button }).findEnabled();
  }

  /** Waits until a text stands in the dialog. */
  async readsText(text: string): Promise<void> {
    await eventually(`the dialog to say ${text}`, async () => ((await this.readsAll()).includes(text) ? true : undefined));
  }

  /** Waits until no dialog is open. */
  async seesNoDialog(): Promise<void> {
    await eventually("the dialog to close", async () => ((await this.countsDialogs()) === 0 ? true : undefined));
  }

  /** Presses the tab key until the button of this name has the focus. */
  async tabsTo(button: string): Promise<void> {
    await this.canPress(button);
    for (let presses = 0; presses < 30; presses += 1) {
      await this.page.keyboard.press("Tab");
      const focused = await this.page.accessibility.snapshot();
      if (hasFocus(focused, button)) return;
    }
    throw new Error(`The tab key does not reach ${button}.`);
  }

  /** Whether a heading stands in the dialog at this moment. */
  async sees(heading: string): Promise<boolean> {
    const found = await this.page.$(`::-p-aria([name="${heading}"][role="heading"])`);
    await found?.dispose();
    return found !== null;
  }

  /** How many dialogs are open. */
  async countsDialogs(): Promise<number> {
    return (await this.page.$$(`::-p-aria([role="dialog"])`)).length;
  }

  /** What the clipboard holds. Tests are allowed to read it; the dialog is not. */
  async pastes(): Promise<string> {
    const { origin } = new URL(this.page.url());
    await this.page.browserContext().setPermission(origin, { permission: { name: "clipboard-read" }, state: "granted" });
    const text = await this.page.evaluate(() => navigator.clipboard.readText());
    await this.page.browserContext().clearPermissionOverrides();
    return text;
  }

  /** Everything in the dialog that assistive technology would read. */
  async readsAll(): Promise<string> {
    const dialog = await this.page.$(`::-p-aria([role="dialog"])`);
    return (await dialog?.evaluate((element) => element.textContent)) ?? "";
  }
}

function hasFocus(node: SerializedAXNode | null, name: string): boolean {
  if (node === null) return false;
  if (node.focused === true && node.role === "button") return node.name === name;
  return node.children?.some((child) => hasFocus(child, name)) ?? false;
}
