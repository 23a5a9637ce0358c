import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { eventually } from "../e2e/eventually.ts";
import { renewTwice } from "../e2e/renew-twice.ts";
import { renewUntilImport } from "../e2e/renew-until-import.ts";
import { seePasswordAgain } from "../e2e/see-password-again.ts";
import { replacementOf } from "../support/records.ts";
import { chooseCertificate, chooseNoCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";
import { startProof } from "./start-proof.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const day = 86_400_000;
const proved = "新しい証明書で接続できました";

test("in Firefox, each proof after a failed import names what was presented, and one press downloads the file in the other profile", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
  const old = clinic.serialOf("client28");
  const person = new FirefoxPerson(await clinic.logIn(old));
  const { p12, password, serial } = await renewUntilImport(clinic, person);

  // Password rejected: the other file has the same key and password.
  await person.unfolds("うまくいかないとき");
  await person.presses("「互換」の形式でダウンロード");
  const other = await clinic.downloaded("(1).p12");
  await person.readsText("最後にダウンロードしたこのファイル");
  const [first, second] = await Promise.all(
    [p12, other].map(async (path) => readKeyFile(new Uint8Array(await readFile(path)), password)),
  );
  expect(second?.privateKey).toEqual(first?.privateKey);
  expect(second?.certificate).toEqual(first?.certificate);
  expect(await clinic.describeFile(other, password)).toContain("Triple DES");
  expect(await clinic.describeFile(p12, password)).not.toContain("Triple DES");

  // Nothing imported: Firefox asks anyway, and a person who does not find the certificate cancels.
  await startProof(person);
  expect((await chooseNoCertificate(person.page)).serials).toEqual([old]);
  await person.readsText("証明書が送られませんでした");

  await startProof(person);
  await chooseCertificate(person.page, old);
  await person.readsText("更新前の証明書で接続されました");
  expect(await person.readsAll()).toContain(old);

  await clinic.importCertificate("client169");
  await startProof(person);
  await chooseCertificate(person.page, clinic.serialOf("client169"));
  await person.readsText("別の証明書で接続されました");
  expect(await person.readsAll()).toContain("client169");
  expect(await person.readsAll()).toContain(clinic.serialOf("client169"));

  await person.presses("インポートを見直す");
  await person.readsText("Firefoxは証明書をプロファイルごとに自分で管理します");
  await clinic.importFile(other, password);
  await startProof(person);
  await chooseCertificate(person.page, serial);
  await person.reads(proved);
  const replacement = await replacementOf(clinic.service.service.store, old);
  expect(replacement?.serial).toBe(serial);
  expect(replacement?.firstUsedAt).not.toBeNull();
});

test("in Firefox, password mistyped: the help shows it again, and the file opens with it", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"] });
  const person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
  const { p12, password, serial } = await renewUntilImport(clinic, person);
  await expect(clinic.importFile(p12, password.toUpperCase())).rejects.toThrow(/password|decrypt/i);
  const again = await seePasswordAgain(clinic, person);
  expect(again).toBe(password);
  await clinic.importFile(p12, again);
  await startProof(person);
  await chooseCertificate(person.page, serial);
  await person.reads(proved);
});

test("in Firefox, file of an earlier renewal imported: the proof says so, and the latest one proves", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"] });
  const logIn = async (serial?: string): Promise<FirefoxPerson> => new FirefoxPerson(await clinic.logIn(serial));
  const { person, earlier, last } = await renewTwice(clinic, await logIn(clinic.serialOf("client28")), logIn);
  await clinic.importFile(earlier.p12, earlier.password);
  await startProof(person);
  await chooseCertificate(person.page, earlier.serial);
  await person.readsText("サービスが受け付けない証明書で接続されました");
  await person.presses("インポートを見直す");
  await clinic.importFile(last.p12, last.password);
  await startProof(person);
  await chooseCertificate(person.page, last.serial);
  await person.reads(proved);
});

test("in Firefox, clock a day fast: shown before the renewal, and the in-page dialog accepts the proof from a new tab", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], clock: () => new Date(Date.now() - day) });
  const old = clinic.serialOf("client28");
  const person = new FirefoxPerson(await clinic.logIn(old));
  await person.readsText("サービスの時計より1日進んでいます");
  const { p12, password, serial } = await renewUntilImport(clinic, person);
  await clinic.importFile(p12, password);
  await startProof(person);
  await chooseCertificate(person.page, old);
  await person.readsText("更新前の証明書で接続されました");

  await person.follows("新しいタブで確認する");
  await chooseCertificate(person.page, serial);
  const tab = await eventually("the tab of the proof host", async () =>
    (await clinic.browser.pages()).find((page) => new URL(page.url()).hostname.endsWith("verify.localhost")),
  );
  await withBrowserTimeout(tab).waitForFunction((text) => document.body.innerText.includes(text), {}, serial);
  await tab.close();
  await person.page.bringToFront();
  await person.presses("接続を確認する");
  await person.reads(proved);
  expect((await replacementOf(clinic.service.service.store, old))?.firstUsedAt).not.toBeNull();
});

test("in Firefox, clock a day slow: shown before the renewal, and again if the new certificate is not offered", async () => {
  await using clinic = await FirefoxClinic.open({
    computer,
    certificates: ["client28"],
    extension,
    clock: () => new Date(Date.now() + day),
  });
  const old = clinic.serialOf("client28");
  const person = new FirefoxPerson(await clinic.logIn(old));
  await person.readsText("サービスの時計より1日遅れています");
  const { p12, password } = await renewUntilImport(clinic, person);
  await clinic.importFile(p12, password);
  await startProof(person);
  // Firefox omits certificates that are not yet valid, as well as expired ones.
  expect((await chooseCertificate(person.page, old)).serials).toEqual([old]);
  await person.readsText("更新前の証明書で接続されました");
  await person.readsText("サービスの時計より1日遅れています");
  await person.readsText("新しい証明書はまだ有効でない");
});
