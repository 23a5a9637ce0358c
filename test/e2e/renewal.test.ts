import { basename } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readDiagnosis } from "../dialog/diagnosis-line.ts";
import { replacementOf } from "../support/records.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { renewAndProve } from "./renew-and-prove.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();

describe.each([
  { way: "through the extension", extension: true },
  { way: "through the in-page module alone", extension: false },
])("renewal $way", ({ extension }) => {
  let clinic: Clinic;
  let person: Person;

  beforeEach(async () => {
    clinic = await Clinic.open({ certificates: ["client28"], extension, computer });
    person = new Person(await clinic.logIn());
  });
  afterEach(async () => {
    await clinic[Symbol.asyncDispose]();
  });

  test("ends with a certificate that the service has seen in use", async () => {
    const { p12, serial } = await renewAndProve(clinic, person);
    expect(basename(p12)).toMatch(/^\d{6}_JP_u00000014_client28\.p12$/);

    const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
    expect(replacement?.serial).toBe(serial);
    expect(replacement?.firstUsedAt).not.toBeNull();
    expect(replacement?.fetchedAt).not.toBeNull();
    expect(replacement?.passwordShownAt).not.toBeNull();
  });

  test("shows exactly one dialog", async () => {
    await person.reads("クライアント証明書の更新が必要です");
    // Long enough for a second dialog to appear.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await person.countsDialogs()).toBe(1);
  });

  test("「後で」 closes the dialog until the next visit, and nothing is issued", async () => {
    await person.presses("後で");
    await person.seesNoDialog();
    await person.page.reload();
    await person.reads("クライアント証明書の更新が必要です");
    expect(await replacementOf(clinic.service.service.store, clinic.serialOf("client28"))).toBeUndefined();
  });

  test("provides one line of diagnosis for the support desk after a failure", async () => {
    await person.canPress("更新");
    await clinic.stopService();
    await person.presses("更新");
    await person.readsText("unreachable");
    await person.presses("診断情報をコピー");
    await person.readsText("コピーしました");
    expect(readDiagnosis(await person.pastes())).toMatchObject({
      part: extension ? "extension" : "page",
      host: "app.localhost",
      step: "working",
      job: "renew",
      error: "unreachable",
      causes: "TypeError",
      old: clinic.serialOf("client28"),
    });
  });

  test("works with the keyboard alone", async () => {
    const { keyboard } = person.page;
    await person.reads("クライアント証明書の更新が必要です");
    await person.tabsTo("更新");
    await keyboard.press("Enter");
    await person.reads("証明書を保存してください");
    await person.tabsTo("こちら");
    await keyboard.press("Space");
    await clinic.downloaded(".p12");
  });
});
