import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createKeyStore, importP12, trustAuthority } from "../../src/demo/browser/key-store.ts";
import { launchBrowser } from "../../src/demo/browser/launch-browser.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { startService } from "../../src/demo/start-service.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { certificateOf, type World } from "../../src/demo/world-file.ts";
import { makeWorld } from "../../src/demo/world.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { build } from "../../tools/install/build.mjs";

let folder: string;
let world: World;
let app: string;
const resources = new AsyncDisposableStack();

beforeAll(async () => {
  await build(process.execPath, ["webapp"]);
  folder = await mkdtemp(join(tmpdir(), "koshin-webapp-browser-"));
  resources.defer(() => rm(folder, { recursive: true, maxRetries: 10 }));
  world = await makeWorld(join(folder, "data"), new Date());
  const service = await startService(join(folder, "data"), { port: 0 });
  resources.defer(() => service.close());
  app = service.addresses.app;
});

afterAll(() => resources.disposeAsync());

/** A browser with these certificates in its key store, in Japanese. */
async function open(...names: readonly string[]): Promise<Page> {
  const home = await mkdtemp(join(folder, "home-"));
  await createKeyStore(home);
  await trustAuthority(home, dataFolder(join(folder, "data")).authority.rootCertificate);
  for (const { p12, passwordFile } of names.map((name) => certificateOf(world, name))) await importP12(home, p12, passwordFile);
  const settings = { home, profile: join(home, "profile"), downloads: join(home, "downloads") };
  const browser = await launchBrowser({ ...settings, headless: true, autoSelect: true, language: "ja" });
  onTestFinished(() => browser.close());
  return openTab(browser);
}

/** What axe finds wrong with the page. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(axe.source);
  return page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))");
}

async function logIn(page: Page, password: string): Promise<void> {
  await new AccessibleElement(page, { name: "ユーザー名" }).fill(world.user);
  await new AccessibleElement(page, { role: "textbox", name: "パスワード" }).fill(password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

describe("in a real browser", () => {
  test("a person mistypes the password, logs in, switches to English and logs out, by keyboard", async () => {
    const page = await open("client169");
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(app);
    await page.waitForFunction(() => document.activeElement?.id === "user");

    await logIn(page, "wrong");
    await page.waitForFunction(() => document.activeElement?.id === "failure");
    expect(await violations(page)).toEqual([]);
    // The browser itself reports the status of the refused try.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("403")]);

    await logIn(page, world.password);
    expect(new URL(page.url()).pathname).toBe("/menu");
    expect(await page.title()).toContain("マスターメニュー");
    await new AccessibleElement(page, { role: "button", name: "11 受付" }).press();
    await page.locator("::-p-text(デモ環境では)").wait();
    expect(await violations(page)).toEqual([]);

    await Promise.all([page.waitForNavigation(), new AccessibleElement(page, { name: "English" }).press()]);
    expect(await page.title()).toContain("Master menu");
    await new AccessibleElement(page, { role: "button", name: "Log out" }).find();
    await page.focus("form[action='/logout'] button");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    expect(new URL(page.url()).pathname).toBe("/login");
    expect(complaints).toEqual([]);
  });

  test("the password can be shown, and is hidden again before it is sent", async () => {
    const page = await open("client169");
    await page.goto(app);
    await new AccessibleElement(page, { role: "button", name: "パスワードを表示" }).press();
    expect(await page.$eval("#password", (input) => input.getAttribute("type"))).toBe("text");
    await page.evaluate(() => {
      document.querySelector("form")?.addEventListener("submit", (event) => {
        event.preventDefault();
        document.title = document.querySelector("#password")?.getAttribute("type") ?? "";
      });
    });
    await page.locator("#user").fill("x");
    await page.locator("#password").fill("y");
    await page.keyboard.press("Enter");
    expect(await page.title()).toBe("password");
  });

  test("login works without scripts", async () => {
    const page = await open("client169");
    await page.setJavaScriptEnabled(false);
    await page.goto(app);
    await page.type("#user", world.user);
    await page.type("#password", world.password);
    await Promise.all([page.waitForNavigation(), page.click("button[type=submit]")]);
    expect(new URL(page.url()).pathname).toBe("/menu");
  });

  test.each([
    ["no certificate at all", [], "no-certificate"],
    ["an expired one only, which browsers do not present", ["client21"], "no-certificate"],
    ["a revoked one", ["client30"], "revoked"],
  ])("%s ends at a page that says so", async (_, names, code) => {
    const page = await open(...names);
    await page.goto(app);
    expect(await page.$eval("code", (element) => element.textContent)).toBe(code);
    expect(await violations(page)).toEqual([]);
    await page.setViewport({ width: 400, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
  });

  test("a user of another tenant gets a page that says so, after the correct password", async () => {
    const page = await open("client5");
    await page.goto(app);
    await logIn(page, world.password);
    expect(await page.$eval("code", (element) => element.textContent)).toBe("other-tenant");
  });
});
