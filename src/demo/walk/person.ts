import { join } from "node:path";
import type { Page } from "puppeteer";
import { makeFolders } from "../../server/system/make-folders.ts";
import { AccessibleElement } from "./accessible-element.ts";

/**
 * A person at a page: finds elements by their accessible names, uses only mouse and keyboard, and takes screenshots.
 * Reaches into closed shadow roots, where scripts of the page cannot.
 */
export class Person {
  readonly page: Page;
  readonly #pictures: string;
  #taken = 0;

  /** @param pictures an existing folder */
  constructor(page: Page, pictures: string) {
    this.page = page;
    this.#pictures = pictures;
  }

  /** Waits for an element. @throws ElementNotFound */
  async see(role: string, name: string): Promise<void> {
    await this.#element(role, name).find();
  }

  /**
   * Waits until a button can be pressed. Right after the dialog has appeared or changed, its buttons are disabled for a
   * moment, and a screenshot would show them disabled.
   *
   * @throws ElementNotFound
   */
  async seeEnabled(button: string): Promise<void> {
    const element = await this.#element("button", button).findEnabled();
    await element.dispose();
  }

  /** Clicks a button or link once it is clickable. @throws ElementNotFound */
  async press(name: string, role = "button"): Promise<void> {
    await this.#element(role, name).press();
  }

  /** Clicks into a field and types. @throws ElementNotFound */
  async type(field: string, text: string, role = "textbox"): Promise<void> {
    await this.#element(role, field).press();
    await this.page.keyboard.type(text);
  }

  /** Saves a screenshot of the page as the next numbered PNG. */
  async takePicture(name: string): Promise<void> {
    this.#taken += 1;
    const number = String(this.#taken).padStart(2, "0");
    await makeFolders(this.#pictures);
    await this.page.screenshot({ path: join(this.#pictures, `${number}-${name}.png`) });
  }

  /** Saves a screenshot in which the text of a field is masked; on the page it stays legible. */
  async takePictureHiding(field: string, name: string): Promise<void> {
    const input = await this.#element("textbox", field).find();
    const showAs = (how: string): Promise<void> =>
      input.evaluate((element, value) => {
        if (element instanceof HTMLElement) element.style.setProperty("-webkit-text-security", value);
        else throw new TypeError("No field to mask.");
      }, how);
    await showAs("disc");
    try {
      await this.takePicture(name);
    } finally {
      await showAs("none");
    }
  }

  #element(role: string, name: string): AccessibleElement {
    return new AccessibleElement(this.page, { role, name });
  }
}
