import { basename } from "node:path";
import type { Page } from "puppeteer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { createRecoveryCode } from "../../src/server/issuance/recovery/recovery-codes.ts";
import { axeViolations } from "../dialog/harness/axe.ts";
import { replacementOf } from "../support/records.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { recoverWithCode } from "./recover-with-code.ts";
import { saveUntilImport } from "./renew-until-import.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();

describe("the recovery page", () => {
  let clinic: Clinic;
  let page: Page;
  let person: Person;

  beforeEach(async () => {
    clinic = await Clinic.open({ certificates: ["client21"], extension: false, computer });
    page = await openTab(clinic.browser);
    person = new Person(page);
  });
  afterEach(async () => {
    await clinic[Symbol.asyncDispose]();
  });

  async function code(): Promise<string> {
    const order = { tenant: clinic.world.tenant, cn: "client21", actor: "operator", now: new Date() };
    return (await createRecoveryCode(clinic.service.service, order)).code;
  }

  async function fill(fields: { readonly tenant: string; readonly cn: string; readonly code: string }): Promise<void> {
    for (const [name, value] of Object.entries(fields)) await page.locator(`#${name}`).fill(value);
  }

  test("reports a wrong code without the browser's password prompt, and still accepts the right one", async () => {
    const right = await code();
    await page.goto(clinic.service.addresses.recover);
    await fill({ tenant: clinic.world.tenant, cn: "client21", code: "aaaa-bbbb-cccc-dddd" });
    await person.presses("再発行する");
    await person.reads("再発行できませんでした");
    expect(await axeViolations(page)).toEqual([]);
    expect(await person.countsDialogs()).toBe(0);
    await page.locator("#code").fill(right);
    await person.presses("再発行する");
    await person.reads("証明書を保存してください");
  });

  test("shows what is missing beside the field, and works with the keyboard alone", async () => {
    await page.goto(clinic.service.addresses.recover);
    await page.locator("#tenant").fill(clinic.world.tenant);
    await page.keyboard.press("Enter");
    await page.locator("#cn:focus").wait();
    expect(await page.evaluate(() => document.querySelector("#cn-wrong")?.textContent)).toContain("client28");
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.type("client21");
    await page.keyboard.press("Tab");
    await page.locator("#code:focus").wait();
    await page.keyboard.type(await code());
    await page.keyboard.press("Enter");
    await person.reads("証明書を保存してください");
  });

  test("runs under its content security policy without a violation, and leaves no code in the URL or the storage", async () => {
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    const answer = await page.goto(clinic.service.addresses.recover);
    const policy = answer?.headers()["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    const right = await code();
    await fill({ tenant: clinic.world.tenant, cn: "client21", code: right });
    await person.presses("再発行する");
    await person.reads("証明書を保存してください");
    const kept = await page.evaluate(() => JSON.stringify([location.href, localStorage, sessionStorage, document.cookie]));
    expect(kept).not.toContain(right);
    expect(complaints).toEqual([]);
  });
});

describe.each([
  { way: "with the extension", extension: true },
  { way: "without the extension", extension: false },
])("a person whose certificate has expired, $way", ({ extension }) => {
  test("gets from the refusal, with the administrator's code, to the import, the proof and the login", async () => {
    await using clinic = await Clinic.open({ certificates: ["client21"], extension, computer });
    const page = await openTab(clinic.browser);
    const person = new Person(page);
    await recoverWithCode(clinic, page, "client21");

    await person.reads("証明書を保存してください");
    const { p12, password, serial } = await saveUntilImport(clinic, person);
    expect(basename(p12)).toMatch(/^\d{6}_JP_u00000014_client21\.p12$/);
    await person.presses("インポートしました");
    await person.readsText("証明書が送られませんでした");
    await person.presses("インポートを見直す");
    await clinic.importFile(p12, password);
    await person.presses("インポートしました");
    await person.reads("新しい証明書で接続できました");
    const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client21"));
    expect(replacement?.serial).toBe(serial);
    expect(replacement?.firstUsedAt).not.toBeNull();

    await person.presses("閉じる");
    await person.reads("証明書は発行されています");
    expect(await axeViolations(page)).toEqual([]);
    await clinic.restartBrowser();
    const menu = await clinic.logIn();
    expect(new URL(menu.url()).pathname).toBe("/menu");
    expect(await menu.evaluate(() => document.body.innerText)).toContain("client21");
    expect(await new Person(menu).countsDialogs()).toBe(0);
  });
});
