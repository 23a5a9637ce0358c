import type { Page, SerializedAXNode } from "puppeteer";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { textsEn } from "../../src/extension/dialog-host/texts/en.ts";
import { textsJa } from "../../src/extension/dialog-host/texts/ja.ts";
import { eventually } from "./eventually.ts";

/** What the dialog says of a press that did not count, for example because a busy browser has not drawn it yet. */
const refusals = [textsJa, textsEn].flatMap((texts) => [texts.covered, texts["too-soon"]]);

/** A person at the dialog, who reads it and presses its buttons with real clicks. */
export class Person {
  readonly page: Page;
  /** The number of pressed buttons. */
  pressed = 0;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits for a heading in the dialog's closed shadow root. */
  async reads(heading: string): Promise<void> {
    await this.#orShow(new AccessibleElement(this.page, { role: "heading", name: heading }).find());
  }

  /**
   * Clicks the button with this name, after scrolling it out from under the sticky row of buttons; again, if the dialog
   * says that the press did not count.
   */
  async presses(button: string): Promise<void> {
    const found = new AccessibleElement(this.page, { role: "button", name: button });
    using element = await this.#orShow(found.find());
    await element.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
    do await this.#orShow(found.press());
    while (await this.#isRefused());
    this.pressed += 1;
  }

  async #isRefused(): Promise<boolean> {
    const shown = await this.readsAll();
    return refusals.some((refusal) => shown.includes(refusal));
  }

  /** Opens the details with this summary. */
  async unfolds(summary: string): Promise<void> {
    const found = await new AccessibleElement(this.page, { name: summary }).find();
    // The row of buttons is sticky, and may cover elements at the lower edge.
    await found.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
    await found.click();
  }

  /** Waits until the button with this name is enabled: buttons that have only just appeared are disabled. */
  async canPress(button: string): Promise<void> {
    await new AccessibleElement(this.page, { role: "button", name: button }).findEnabled();
  }

  /** Waits for a text in the dialog. */
  async readsText(text: string): Promise<void> {
    await this.#orShow(
      eventually(`the dialog to show ${text}`, async () => ((await this.readsAll()).includes(text) ? true : undefined)),
    );
  }

  /** Waits until no dialog is open. */
  async seesNoDialog(): Promise<void> {
    await eventually("the dialog to close", async () => ((await this.countsDialogs()) === 0 ? true : undefined));
  }

  /** Presses Tab until the button with this name has the focus. */
  async tabsTo(button: string): Promise<void> {
    await this.canPress(button);
    for (let presses = 0; presses < 30; presses += 1) {
      await this.page.keyboard.press("Tab");
      const focused = await this.page.accessibility.snapshot();
      if (hasFocus(focused, button)) return;
    }
    throw new Error(`Tab does not reach ${button}.`);
  }

  /** Whether the dialog shows a heading at the moment. */
  async sees(heading: string): Promise<boolean> {
    const found = await this.page.$(`aria/[name="${heading}"][role="heading"]`);
    await found?.dispose();
    return found !== null;
  }

  /** The number of open dialogs; the accessibility tree has only the topmost, because the ones below it are inert. */
  async countsDialogs(): Promise<number> {
    const session = await this.page.createCDPSession();
    try {
      await session.send("DOM.enable");
      const { nodes } = await session.send("DOM.getFlattenedDocument", { depth: -1, pierce: true });
      return nodes.filter(({ localName, attributes = [] }) => localName === "dialog" && attributes.includes("open")).length;
    } finally {
      await session.detach();
    }
  }

  /** The clipboard's text. Tests are allowed to read it; the dialog is not. */
  async pastes(): Promise<string> {
    const { origin } = new URL(this.page.url());
    await this.page.browserContext().setPermission(origin, { permission: { name: "clipboard-read" }, state: "granted" });
    const text = await this.page.evaluate(() => navigator.clipboard.readText());
    await this.page.browserContext().clearPermissionOverrides();
    return text;
  }

  /** All texts of the dialog in the accessibility tree. */
  async readsAll(): Promise<string> {
    const dialog = await this.page.$(`aria/[role="dialog"]`);
    return (await dialog?.evaluate((element) => element.textContent)) ?? "";
  }

  /** A failed wait reports what the dialog shows instead, such as the code of an error. */
  async #orShow<Value>(wait: Promise<Value>): Promise<Value> {
    try {
      return await wait;
    } catch (cause) {
      const shown = await this.readsAll().catch(() => "nothing that could be read");
      throw new Error(`${cause instanceof Error ? cause.message : "The wait failed."} The dialog shows: ${shown}`, { cause });
    }
  }
}

function hasFocus(node: SerializedAXNode | null, name: string): boolean {
  if (node === null) return false;
  if (node.focused === true && node.role === "button") return node.name === name;
  return node.children?.some((child) => hasFocus(child, name)) ?? false;
}
