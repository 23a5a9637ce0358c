import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "puppeteer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { importP12 } from "../../src/demo/browser/key-store.ts";
import { withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { axeViolations } from "../dialog/harness/axe.ts";
import { replacementOf } from "../support/records.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { renewTwice } from "./renew-twice.ts";
import { renewUntilImport } from "./renew-until-import.ts";
import { seePasswordAgain } from "./see-password-again.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();

const run = promisify(execFile);
const day = 86_400_000;
const proved = "新しい証明書で接続できました";

describe.each([
  { way: "through the extension", extension: true },
  { way: "through the in-page module alone", extension: false },
])("an import that fails, $way", ({ extension }) => {
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

  test("password rejected: one press downloads the file in the other profile, with the same key and password", async () => {
    const { p12, password, serial } = await renewUntilImport(clinic, person);
    await person.unfolds("うまくいかないとき");
    await person.presses("「互換」の形式でダウンロード");
    const other = await clinic.downloaded("(1).p12");
    await person.readsText("最後にダウンロードしたこのファイル");
    expect(await axeViolations(person.page)).toEqual([]);

    const passwordFile = join(clinic.home, "password.txt");
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    const { stderr } = await run("openssl", [
      "pkcs12",
      "-in",
      other,
      "-passin",
      `file:${passwordFile}`,
      "-nodes",
      "-info",
      "-noout",
    ]);
    expect(stderr).toContain("pbeWithSHA1And3-KeyTripleDES-CBC");
    const [first, second] = await Promise.all(
      [p12, other].map(async (path) => readKeyFile(new Uint8Array(await readFile(path)), password)),
    );
    expect(second?.privateKey).toEqual(first?.privateKey);
    expect(second?.certificate).toEqual(first?.certificate);

    await importP12(clinic.home, other, passwordFile);
    await continueToProof(person);
    await person.reads(proved);
    const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
    expect(replacement?.serial).toBe(serial);
  });

  test("password mistyped: the help shows it again, and the file opens with it", async () => {
    const { p12, password } = await renewUntilImport(clinic, person);
    await expect(clinic.importFile(p12, password.toUpperCase())).rejects.toThrow(/password|decrypt/i);
    const again = await seePasswordAgain(clinic, person);
    expect(again).toBe(password);
    await clinic.importFile(p12, again);
    await continueToProof(person);
    await person.reads(proved);
  });

  test("old certificate still chosen: its serial is shown, and the dialog accepts the proof from a new tab", async () => {
    const { p12, password, serial } = await renewUntilImport(clinic, person);
    await continueToProof(person);
    await person.readsText("更新前の証明書で接続されました");
    await person.readsText(clinic.serialOf("client28"));
    expect(await axeViolations(person.page)).toEqual([]);

    await clinic.importFile(p12, password);
    const [tab] = await Promise.all([
      new Promise<Page | null>((resolve) => person.page.once("popup", (opened) => resolve(opened && withBrowserTimeout(opened)))),
      new AccessibleElement(person.page, { role: "link", name: "新しいタブで確認する" }).press(),
    ]);
    await tab?.waitForFunction((text) => document.body.innerText.includes(text), {}, serial);
    const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
    expect(replacement?.serial).toBe(serial);
    expect(replacement?.firstUsedAt).not.toBeNull();
    await tab?.close();
    await person.page.bringToFront();
    await person.presses("接続を確認する");
    await person.reads(proved);
  });

  test("another certificate chosen: it is named, and the right one is proved after the import", async () => {
    const { p12, password } = await renewUntilImport(clinic, person);
    const other = certificateOf(clinic.world, "client169");
    await importP12(clinic.home, other.p12, other.passwordFile);
    await continueToProof(person);
    await person.readsText("別の証明書で接続されました");
    await person.readsText("client169");
    await person.readsText(clinic.serialOf("client169"));

    await person.presses("インポートを見直す");
    await clinic.importFile(p12, password);
    await continueToProof(person);
    await person.reads(proved);
  });

  test("empty certificate store: no certificate is presented, and the stores are explained", async () => {
    const { p12, password } = await renewUntilImport(clinic, person);
    await clinic.emptyKeyStore();
    await continueToProof(person);
    await person.readsText("証明書が送られませんでした");
    await person.presses("インポートを見直す");
    await person.readsText(".pki/nssdb");
    await clinic.importFile(p12, password);
    await continueToProof(person);
    await person.reads(proved);
  });
});

test("file of an earlier renewal imported: the proof says so, and the latest one proves", async () => {
  await using clinic = await Clinic.open({ certificates: ["client28"], extension: false, computer });
  const comeIn = async (): Promise<Person> => new Person(await clinic.comeIn());
  const { person, earlier, last } = await renewTwice(clinic, await comeIn(), comeIn);
  await clinic.importFile(earlier.p12, earlier.password);
  await continueToProof(person);
  await person.readsText("サービスが受け付けない証明書で接続されました");
  await person.presses("インポートを見直す");
  await clinic.importFile(last.p12, last.password);
  await continueToProof(person);
  await person.reads(proved);
});

test("clock a day slow: shown before the renewal, and again if the new certificate is not presented", async () => {
  await using clinic = await Clinic.open({
    certificates: ["client28"],
    extension: true,
    computer,
    clock: () => new Date(Date.now() + day),
  });
  const person = new Person(await clinic.comeIn());
  await person.readsText("サービスの時計より1日遅れています");
  const { p12, password } = await renewUntilImport(clinic, person);
  await clinic.importFile(p12, password);
  await continueToProof(person);
  await person.readsText("更新前の証明書で接続されました");
  await person.readsText("サービスの時計より1日遅れています");
  await person.readsText("新しい証明書はまだ有効でない");
});

test("clock a day fast: shown before the renewal, which still works", async () => {
  await using clinic = await Clinic.open({
    certificates: ["client28"],
    extension: false,
    computer,
    clock: () => new Date(Date.now() - day),
  });
  const person = new Person(await clinic.comeIn());
  await person.readsText("サービスの時計より1日進んでいます");
  const { p12, password } = await renewUntilImport(clinic, person);
  await clinic.importFile(p12, password);
  await continueToProof(person);
  await person.reads(proved);
});

async function continueToProof(person: Person): Promise<void> {
  await person.presses("インポートしました");
}
