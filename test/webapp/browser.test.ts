import type { Page } from "puppeteer";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { build } from "../../tools/install/build.mjs";
import { axeViolations } from "../dialog/harness/axe.ts";
import { Clinic } from "../e2e/clinic.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";

const shared = sharedComputer();

beforeAll(async () => {
  await build(process.execPath, ["webapp"]);
});

/** A clinic whose browser has these certificates in its key store, in Japanese, for the duration of the test. */
async function open(...certificates: readonly string[]): Promise<{ readonly page: Page; readonly clinic: Clinic }> {
  const clinic = await Clinic.open({ certificates, extension: false, computer: shared });
  onTestFinished(() => clinic[Symbol.asyncDispose]());
  return { page: await openTab(clinic.browser), clinic };
}

async function logIn(page: Page, user: string, password: string): Promise<void> {
  await new AccessibleElement(page, { name: "ユーザー名" }).fill(user);
  await new AccessibleElement(page, { role: "textbox", name: "パスワード" }).fill(password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

describe("in a real browser", () => {
  test("a person mistypes the password, logs in, switches to English and logs out, by keyboard", async () => {
    const { page, clinic } = await open("client169");
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(clinic.app);
    await page.waitForFunction(() => document.activeElement?.id === "user");

    await logIn(page, clinic.world.user, "wrong");
    await page.waitForFunction(() => document.activeElement?.id === "failure");
    expect(await axeViolations(page)).toEqual([]);
    // The browser itself reports the status of the refused try.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("403")]);

    await logIn(page, clinic.world.user, clinic.world.password);
    expect(new URL(page.url()).pathname).toBe("/menu");
    expect(await page.title()).toContain("マスターメニュー");
    await new AccessibleElement(page, { role: "button", name: "11 受付" }).press();
    await page.locator("::-p-text(デモ環境では)").wait();
    expect(await axeViolations(page)).toEqual([]);

    await Promise.all([page.waitForNavigation(), new AccessibleElement(page, { name: "English" }).press()]);
    expect(await page.title()).toContain("Master menu");
    await new AccessibleElement(page, { role: "button", name: "Log out" }).find();
    await page.focus("form[action='/logout'] button");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    expect(new URL(page.url()).pathname).toBe("/login");
    expect(complaints).toEqual([]);
  });

  test("the password can be shown, and is hidden again before it is sent", async () => {
    const { page, clinic } = await open("client169");
    await page.goto(clinic.app);
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
    const { page, clinic } = await open("client169");
    await page.setJavaScriptEnabled(false);
    await page.goto(clinic.app);
    await page.type("#user", clinic.world.user);
    await page.type("#password", clinic.world.password);
    await Promise.all([page.waitForNavigation(), page.click("button[type=submit]")]);
    expect(new URL(page.url()).pathname).toBe("/menu");
  });

  test.each([
    ["no certificate at all", [], "no-certificate"],
    ["an expired one only, which browsers do not present", ["client21"], "no-certificate"],
    ["a revoked one", ["client30"], "revoked"],
  ])("%s ends at a page that says so", async (_, names, code) => {
    const { page, clinic } = await open(...names);
    await page.goto(clinic.app);
    expect(await page.$eval("code", (element) => element.textContent)).toBe(code);
    expect(await axeViolations(page)).toEqual([]);
    await page.setViewport({ width: 400, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
  });

  test("a user of another tenant gets a page that says so, after the correct password", async () => {
    const { page, clinic } = await open("client5");
    await page.goto(clinic.app);
    await logIn(page, clinic.world.user, clinic.world.password);
    expect(await page.$eval("code", (element) => element.textContent)).toBe("other-tenant");
  });
});
