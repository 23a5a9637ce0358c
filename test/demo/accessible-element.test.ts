import { launch, type Browser, type Page } from "puppeteer";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { browserTimeout, commandTimeout, openTab } from "../../src/demo/browser/waits.ts";
import { findBrowser } from "../../src/demo/programs/find-browser.mjs";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("There is no browser.");
  browser = await launch({
    timeout: browserTimeout,
    protocolTimeout: commandTimeout,
    executablePath,
    args: ["--no-sandbox", "--disable-gpu"],
  });
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await openTab(browser);
});

/** Resolves after a number of further lookups in the page. */
async function lookedFor(times = 2): Promise<void> {
  const look = vi.spyOn(page, "$");
  await vi.waitFor(() => expect(look.mock.calls.length).toBeGreaterThanOrEqual(times), 60_000);
}

const pressed = (): Promise<unknown> => page.evaluate("globalThis.pressed");

describe("an element by role and accessible name", () => {
  test("is waited for, in a closed shadow root too", async () => {
    const finding = new AccessibleElement(page, { role: "heading", name: "Renewed" }).find();
    await lookedFor();
    await page.evaluate(() => {
      document.body.innerHTML = "<p>Renewed</p>";
      document.body.attachShadow({ mode: "closed" }).innerHTML = "<h2>Renewed</h2>";
    });
    expect(await (await finding).evaluate((element) => element.localName)).toBe("h2");
  });

  test("is found by either of the two alone", async () => {
    await page.setContent("<button>Renew</button><p role=status>Done</p>");
    for (const [spoken, text] of [
      [{ name: "Renew" }, "Renew"],
      [{ role: "status" }, "Done"],
    ] as const) {
      const found = await new AccessibleElement(page, spoken).find();
      expect(await found.evaluate((element) => element.textContent)).toBe(text);
    }
  });

  test("is pressed once, when it is enabled", async () => {
    await page.setContent("<button disabled onclick='pressed = (globalThis.pressed ?? 0) + 1'>Renew</button>");
    const button = new AccessibleElement(page, { role: "button", name: "Renew" });
    const seen: string[] = [];
    const enabled = button.findEnabled().then(() => seen.push("enabled"));
    const pressing = button.press();
    await lookedFor(4);
    expect(seen).toEqual([]);
    expect(await pressed()).toBeUndefined();
    await page.$eval("button", (button) => (button.disabled = false));
    await Promise.all([enabled, pressing]);
    expect(await pressed()).toBe(1);
  });

  test("is pressed after it has been redrawn in the meantime", async () => {
    await page.setContent("<button disabled>Renew</button>");
    const pressing = new AccessibleElement(page, { role: "button", name: "Renew" }).press();
    await lookedFor();
    await page.setContent("<button onclick='pressed = \"the second\"'>Renew</button>");
    await pressing;
    expect(await pressed()).toBe("the second");
  });

  test("is pressed once it no longer moves", async () => {
    await page.setContent(`<button style="position: absolute; transition: none" onclick="pressed = moving">Renew</button>`);
    await page.evaluate(() => {
      const move = (): void => {
        if (!Reflect.get(globalThis, "moving")) return;
        for (const button of document.querySelectorAll("button")) button.style.left = `${(button.offsetLeft + 7) % 300}px`;
        requestAnimationFrame(move);
      };
      Reflect.set(globalThis, "moving", true);
      requestAnimationFrame(move);
    });
    const pressing = new AccessibleElement(page, { role: "button", name: "Renew" }).press();
    await lookedFor();
    expect(await pressed()).toBeUndefined();
    await page.evaluate("moving = false");
    await pressing;
    expect(await pressed()).toBe(false);
  });

  test("is pressed on a page behind another one, after that has come to the front", async () => {
    await page.setContent("<button onclick='pressed = document.visibilityState'>Renew</button>");
    await using other = await openTab(browser);
    await other.bringToFront();
    expect(await page.evaluate("document.visibilityState")).toBe("hidden");
    await new AccessibleElement(page, { role: "button", name: "Renew" }).press();
    expect(await pressed()).toBe("visible");
  });

  test("is filled, replacing its text", async () => {
    await page.setContent("<label>User <input value='somebody else'></label>");
    await new AccessibleElement(page, { role: "textbox", name: "User" }).fill("u00000014");
    expect(await page.$eval("input", (input) => input.value)).toBe("u00000014");
  });

  test("that does not appear is named in the error", async () => {
    const spoken = { role: "button", name: "Renew" };
    const pressing = new AccessibleElement(page, spoken).press();
    const refusal = expect(pressing).rejects.toMatchObject({
      name: "ElementNotFound",
      code: "element-not-found",
      spoken,
      message: /button named "Renew"/,
    });
    await lookedFor();
    await page.close();
    await refusal;
  });
});
