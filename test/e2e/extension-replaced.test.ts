import type { Target } from "puppeteer";
import { expect, test } from "vitest";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { runInContentWorld } from "../extension/content-world.ts";
import { offerUpdate, plannedUpdate } from "../extension/offer-update.ts";
import { replacementOf } from "../support/records.ts";
import { Clinic } from "./clinic.ts";
import { eventually } from "./eventually.ts";
import { Person } from "./person.ts";
import { saveUntilImport } from "./renew-until-import.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();

const { action, errors } = dialogTexts("ja");

/** The extension's worker. */
const findWorker = (clinic: Clinic): Promise<Target> =>
  findTarget(clinic.browser, (found) => found.url().includes("service-worker"));

/** Waits until the page's content script has lost its extension. */
async function untilReplaced({ page }: Person): Promise<void> {
  await eventually("the extension to be replaced", async () =>
    (await runInContentWorld(page, "chrome.runtime?.id === undefined")) === true ? true : undefined,
  );
}

/** Reloads the extension, as the browser does for an update. */
async function reloadExtension(clinic: Clinic, person: Person): Promise<void> {
  const worker = await (await findWorker(clinic)).worker();
  if (worker === null) throw new Error("The extension's worker has stopped.");
  // The answer is lost with the worker.
  void worker.evaluate(() => chrome.runtime.reload()).catch(() => undefined);
  await untilReplaced(person);
}

test("an issued certificate is not lost when the browser reloads the extension under its dialog", async () => {
  await using clinic = await Clinic.open({ certificates: ["client28"], extension: true, computer });
  const person = new Person(await clinic.comeIn());
  await person.presses("更新");
  await person.reads("証明書を保存してください");
  await reloadExtension(clinic, person);
  await person.presses("こちら");
  await person.reads("証明書のパスワードを確認してください");
  await clinic.downloaded(".p12");
  await person.presses("確認する");
  await person.readsText("証明書のパスワード");
  await expect
    .poll(async () => (await replacementOf(clinic.service.service.store, clinic.serialOf("client28")))?.passwordShownAt)
    .not.toBeNull();
});

test("a request whose answer was lost is sent again without the extension, and its certificate gets proved", async () => {
  await using clinic = await Clinic.open({ certificates: ["client28"], extension: true, computer });
  const person = new Person(await clinic.comeIn());
  await person.reads("クライアント証明書の更新が必要です");
  await clinic.stopService();
  await person.presses("更新");
  await person.readsText(errors.unreachable);
  await reloadExtension(clinic, person);
  await clinic.startService();
  await person.presses("もう一度");
  await person.reads("証明書を保存してください");
  const { p12, password, serial } = await saveUntilImport(clinic, person);
  await clinic.importFile(p12, password);
  await person.presses("インポートしました");
  await person.reads("新しい証明書で接続できました");
  const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
  expect(replacement?.serial).toBe(serial);
  expect(replacement?.firstUsedAt).not.toBeNull();
});

test("before the certificate is issued, the dialog says that the extension was replaced", async () => {
  await using clinic = await Clinic.open({ certificates: ["client28"], extension: true, computer });
  const person = new Person(await clinic.comeIn());
  await person.reads("クライアント証明書の更新が必要です");
  await reloadExtension(clinic, person);
  await person.presses("更新");
  await person.readsText(errors["extension-replaced"]);
  // Nothing that is tried again would succeed.
  expect(await person.page.$(`aria/[name="${action.retry}"][role="button"]`)).toBeNull();
});

test("an update waits while a certificate would be lost, and only then", async () => {
  await using clinic = await Clinic.open({ certificates: ["client28"], extension: true, computer });
  const person = new Person(await clinic.comeIn());
  await person.presses("更新");
  await person.reads("証明書を保存してください");
  const worker = await findWorker(clinic);
  await offerUpdate(worker);
  await expect.poll(() => plannedUpdate(worker)).toBeTypeOf("number");
  await person.presses("こちら");
  await person.presses("確認する");
  await person.presses("コピー");
  await person.readsText("パスワードをコピーしました");
  void offerUpdate(worker).catch(() => undefined);
  await untilReplaced(person);
});
