import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, type Page } from "puppeteer";
import { expect, test } from "vitest";
import { browserTimeout, openTab } from "../../src/demo/browser/waits.ts";
import { launchFirefox } from "../firefox/launch-firefox.ts";
import { FirefoxPerson } from "../firefox/person.ts";
import { Person } from "./person.ts";

/** Opens modal dialogs in closed roots, one above the other, as two copies of the extension would. */
async function openModals(page: Page, count: number): Promise<void> {
  await page.evaluate((count) => {
    for (let opened = 0; opened < count; opened += 1) {
      const host = document.documentElement.appendChild(document.createElement("div"));
      const root = host.attachShadow({ mode: "closed" });
      root.innerHTML = "<dialog><button>OK</button></dialog>";
      root.querySelector("dialog")?.showModal();
    }
  }, count);
}

test("a person in Chromium counts a dialog below another", async () => {
  const browser = await launch({ timeout: browserTimeout, executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const page = await openTab(browser);
    const person = new Person(page);
    expect(await person.countsDialogs()).toBe(0);
    await openModals(page, 2);
    expect(await person.countsDialogs()).toBe(2);
  } finally {
    await browser.close();
  }
});

test("a person in Firefox counts a dialog below another", async () => {
  const home = await mkdtemp(join(tmpdir(), "koshin-count-"));
  const browser = await launchFirefox({ home, profile: join(home, "profile"), downloads: join(home, "downloads") });
  try {
    const page = await openTab(browser);
    const person = new FirefoxPerson(page);
    expect(await person.countsDialogs()).toBe(0);
    await openModals(page, 2);
    expect(await person.countsDialogs()).toBe(2);
  } finally {
    await browser.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
});
