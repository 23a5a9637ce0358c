import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { replacementOf } from "../support/records.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { renewUntilImport, saveUntilImport } from "./renew-until-import.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();

const failed = "うまくいきませんでした";

describe.each([
  { way: "through the extension", extension: true },
  { way: "through the in-page module alone", extension: false },
])("an interrupted renewal $way", ({ extension }) => {
  let clinic: Clinic;
  let person: Person;

  beforeEach(async () => {
    clinic = await Clinic.open({ certificates: ["client28"], extension, computer });
    person = new Person(await clinic.comeIn());
    await person.reads("クライアント証明書の更新が必要です");
  });
  afterEach(async () => {
    await clinic[Symbol.asyncDispose]();
  });

  test("service down at 「更新」: the dialog says so, and a retry succeeds", async () => {
    await clinic.stopService();
    await person.presses("更新");
    await person.readsText(failed);
    await clinic.startService();
    await person.presses("もう一度");
    await person.reads("証明書を保存してください");
  });

  test("service down from 「こちら」 to the proof: file and password are still available, and nothing is lost", async () => {
    await person.presses("更新");
    await person.reads("証明書を保存してください");
    await clinic.stopService();
    const { p12, password, serial } = await saveUntilImport(clinic, person);
    await clinic.importFile(p12, password);
    await person.presses("インポートしました");
    await person.readsText(failed);

    await clinic.startService();
    await person.presses("接続を確認する");
    await person.reads("新しい証明書で接続できました");
    const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
    expect(replacement?.serial).toBe(serial);
  });

  test("tab closed after the password: the next login continues with the import", async () => {
    const { p12, password, serial } = await renewUntilImport(clinic, person);
    await person.page.close();

    person = new Person(await clinic.comeIn());
    await person.reads("更新が途中です");
    await person.presses("インポートを続ける");
    await clinic.importFile(p12, password);
    await person.presses("インポートしました");
    await person.reads("新しい証明書で接続できました");
    const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
    expect(replacement?.serial).toBe(serial);
  });

  test("tab closed after the download, before the password: nobody can open the file, so the renewal is repeated", async () => {
    await person.presses("更新");
    await person.presses("こちら");
    await clinic.downloaded(".p12");
    // A page cannot know whether the browser saved the file.
    await person.readsText(extension ? "をダウンロードしました" : "をブラウザに渡しました");
    const store = clinic.service.service.store;
    const first = await replacementOf(store, clinic.serialOf("client28"));
    await person.page.close();

    person = new Person(await clinic.comeIn());
    await person.reads("更新が途中です");
    await person.readsText("誰にも開けません");
    await person.presses("もう一度更新する");
    await person.reads("もう一度更新しますか？");
    await person.presses("はい、もう一度更新する");
    await person.reads("証明書を保存してください");
    const second = await replacementOf(store, clinic.serialOf("client28"));
    expect(second?.serial).not.toBe(first?.serial);
  });

  test("Escape: asks for confirmation before a certificate is lost, and staying keeps it", async () => {
    await person.presses("更新");
    await person.reads("証明書を保存してください");
    await person.page.keyboard.press("Escape");
    await person.reads("まだ閉じないでください");
    await person.presses("更新を続ける");
    await person.presses("こちら");
    await clinic.downloaded(".p12");
  });

  test("two tabs: the second one shows that a renewal was started, and the first one's certificate stays valid", async () => {
    const second = new Person(await clinic.openMenu());
    await second.reads("クライアント証明書の更新が必要です");

    await person.page.bringToFront();
    const { p12, password, serial } = await renewUntilImport(clinic, person);
    await second.page.bringToFront();
    await second.presses("更新");
    await second.reads("別の場所で更新が始まっています");
    await second.presses("閉じる");

    await person.page.bringToFront();
    await clinic.importFile(p12, password);
    await person.presses("インポートしました");
    await person.reads("新しい証明書で接続できました");
    const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
    expect(replacement?.serial).toBe(serial);
  });
});
