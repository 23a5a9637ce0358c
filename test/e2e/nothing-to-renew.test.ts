import { describe, expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();

describe.each([
  { way: "with the extension", extension: true },
  { way: "with the in-page module alone", extension: false },
])("a certificate that cannot or need not be renewed, $way", ({ extension }) => {
  test("two years left: nothing appears", async () => {
    await using clinic = await Clinic.open({ certificates: ["client169"], extension, computer });
    const person = new Person(await clinic.comeIn());
    expect(new URL(person.page.url()).pathname).toBe("/menu");
    // Several times as long as a due dialog takes to appear.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await person.countsDialogs()).toBe(0);
  });

  test("api170: the dialog says that it cannot be renewed, and why", async () => {
    await using clinic = await Clinic.open({ certificates: ["api170"], extension, computer });
    const person = new Person(await clinic.comeIn());
    await person.reads("この証明書は自動更新されません");
    expect(await person.readsAll()).toContain("api170");
    await person.presses("閉じる");
    await person.seesNoDialog();
  });

  test("expired: the browser presents none, and the page says what to do", async () => {
    await using clinic = await Clinic.open({ certificates: ["client21"], extension, computer });
    const page = await openTab(clinic.browser);
    const response = await page.goto(`${clinic.app}/menu`);
    expect(response?.status()).toBe(401);
    const text = await page.evaluate(() => document.body.innerText);
    expect(text).toContain("期限切れの証明書は、ブラウザの選択画面に表示されません");
    expect(text).toContain("管理者");
    expect(await new Person(page).countsDialogs()).toBe(0);
  });

  test("revoked: the page says so, and no dialog appears", async () => {
    await using clinic = await Clinic.open({ certificates: ["client30"], extension, computer });
    const page = await openTab(clinic.browser);
    const response = await page.goto(`${clinic.app}/menu`);
    expect(response?.status()).toBe(403);
    expect(await page.evaluate(() => document.body.innerText)).toContain("失効");
    expect(await new Person(page).countsDialogs()).toBe(0);
  });
});
