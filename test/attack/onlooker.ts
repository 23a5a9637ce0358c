import type { CDPSession, Page, Protocol } from "puppeteer";
import { expect } from "vitest";
import type { Place } from "../dialog/harness/press-at.ts";

/**
 * Looks at a page from outside. What a test evaluates in a page makes the browser believe that the person has pressed
 * something there (`navigator.userActivation`); this does not.
 */
export class Onlooker {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async at(page: Page): Promise<Onlooker> {
    return new Onlooker(await page.createCDPSession());
  }

  /** Waits until a button is enabled; returns its centre. */
  async middleOf(name: string): Promise<Place> {
    const isEnabled = ({ properties = [] }: Protocol.Accessibility.AXNode): boolean =>
      !properties.some(({ name, value }) => name === "disabled" && value.value === true);
    const find = async (): Promise<number | undefined> => {
      const found = (await this.#nodes()).filter(({ role, name: by }) => role?.value === "button" && by?.value === name);
      return found.find(isEnabled)?.backendDOMNodeId;
    };
    await expect.poll(find).toBeDefined();
    const { model } = await this.#session.send("DOM.getBoxModel", { backendNodeId: (await find()) ?? 0 });
    const [left = 0, top = 0] = model.content;
    return { x: left + model.width / 4, y: top + model.height / 4 };
  }

  /** All texts in the page's accessibility tree. */
  async text(): Promise<string> {
    const texts = (await this.#nodes()).filter(({ role }) => role?.value === "StaticText");
    return texts.map(({ name }) => String(name?.value)).join("\n");
  }

  /** The texts of the alerts, which screen readers announce. */
  async alerts(): Promise<readonly string[]> {
    const nodes = await this.#nodes();
    const inside = nodes.filter(({ role }) => role?.value === "alert").flatMap(({ childIds = [] }) => childIds);
    return nodes.filter(({ nodeId }) => inside.includes(nodeId)).map(({ name }) => String(name?.value));
  }

  /** Runs an expression in the page's world. */
  async run(expression: string): Promise<unknown> {
    return (await this.#session.send("Runtime.evaluate", { expression, userGesture: false })).result.value;
  }

  /** Waits until the browser has forgotten what the person has pressed in the page. */
  async untilInactive(): Promise<void> {
    await expect.poll(() => this.run("navigator.userActivation.isActive"), { interval: 500 }).toBe(false);
  }

  async #nodes(): Promise<readonly Protocol.Accessibility.AXNode[]> {
    return (await this.#session.send("Accessibility.getFullAXTree")).nodes.filter(({ ignored }) => !ignored);
  }
}
