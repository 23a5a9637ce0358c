import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { replacementOf } from "../support/records.ts";
import { Clinic } from "./clinic.ts";
import { eventually } from "./eventually.ts";
import { Person } from "./person.ts";
import { sharedComputer } from "./shared-computer.ts";
import { Toolbar } from "./toolbar.ts";

const computer = sharedComputer();

describe.each([
  { way: "through the extension", extension: true },
  { way: "through the in-page module alone", extension: false },
])("a renewal that was left at any stage, $way,", ({ extension }) => {
  let clinic: Clinic;
  let person: Person;
  let toolbar: Toolbar;

  beforeEach(async () => {
    clinic = await Clinic.open({ certificates: ["client28"], extension, computer });
    toolbar = new Toolbar(clinic);
    person = new Person(await clinic.comeIn());
    await person.reads("クライアント証明書の更新が必要です");
  });
  afterEach(async () => {
    await clinic[Symbol.asyncDispose]();
  });

  /** Logs in again and reads the stage of the renewal. */
  async function nextLogin(reached: string, badge: string): Promise<void> {
    for (const tab of await clinic.browser.pages()) if (tab.url().startsWith(clinic.app)) await tab.close();
    person = new Person(await clinic.comeIn());
    await person.reads("更新が途中です");
    await person.readsText(reached);
    if (extension) await toolbar.shows(badge);
    await person.page.bringToFront();
  }

  async function renewAgain(): Promise<void> {
    expect(await person.readsAll()).not.toContain("インポートを続ける");
    await person.presses("もう一度更新する");
    await person.presses("はい、もう一度更新する");
    await person.reads("証明書を保存してください");
  }

  test("is resumed there at the next login, even after a restart or in another profile", async () => {
    await person.presses("更新");
    await person.reads("証明書を保存してください");
    await nextLogin("証明書の発行まで進みました。", "1/5");

    await renewAgain();
    await person.presses("こちら");
    if (extension) {
      await person.readsText("をダウンロードしました");
      await reached("fetchedAt");
      await nextLogin("証明書のダウンロードまで進みました。", "2/5");
    } else {
      // Only the person knows whether the browser has saved it.
      await person.readsText("をブラウザに渡しました");
      await nextLogin("証明書の発行まで進みました。", "1/5");
    }

    await renewAgain();
    await person.presses("こちら");
    await person.presses("確認する");
    await reached("passwordShownAt");
    await nextLogin("パスワードの確認まで進みました。", "3/5");
    await clinic.restartBrowser();
    await nextLogin("パスワードの確認まで進みました。", "3/5");
    await clinic.restartBrowser("another-profile");
    await nextLogin("パスワードの確認まで進みました。", "3/5");

    await person.presses("インポートを続ける");
    await person.presses("インポートしました");
    await person.reads("新しい証明書で接続を確認します");
    await reached("importedAt");
    await nextLogin("証明書のインポートまで進みました。", "4/5");
    await clinic.restartBrowser();
    await nextLogin("証明書のインポートまで進みました。", "4/5");
    await person.presses("接続を確認する");
    await person.readsText("更新前の証明書");
    await person.presses("戻る");
    await person.reads("証明書をインポートしてください");
  });

  /** Waits until the service has recorded this stage of the current replacement. */
  async function reached(stage: "fetchedAt" | "passwordShownAt" | "importedAt"): Promise<void> {
    await eventually(stage, async () => {
      const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
      return replacement?.[stage] ?? undefined;
    });
  }
});
