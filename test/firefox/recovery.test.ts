import { basename } from "node:path";
import { expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { axeViolations } from "../dialog/harness/axe.ts";
import { recoverWithCode } from "../e2e/recover-with-code.ts";
import { saveUntilImport } from "../e2e/renew-until-import.ts";
import { replacementOf } from "../support/records.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";
import { proveWithoutCertificate, startProof } from "./start-proof.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;

test("in Firefox, a person whose certificate has expired gets from the refusal, with the administrator's code, to the import, the proof and the login", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client21"], extension });
  const old = clinic.serialOf("client21");
  const page = await openTab(clinic.browser);
  const person = new FirefoxPerson(page);
  // Firefox omits expired certificates from its selector, and does not ask if there are no others.
  await recoverWithCode(clinic, page, "client21");

  await person.reads("証明書を保存してください");
  const { p12, password, serial } = await saveUntilImport(clinic, person);
  expect(basename(p12)).toMatch(/^\d{6}_JP_u00000014_client21\.p12$/);
  await proveWithoutCertificate(person);
  await person.presses("インポートを見直す");
  await clinic.importFile(p12, password);
  await startProof(person);
  expect((await chooseCertificate(page, serial)).serials).toEqual([serial]);
  await person.reads("新しい証明書で接続できました");
  const replacement = await replacementOf(clinic.service.service.store, old);
  expect(replacement?.serial).toBe(serial);
  expect(replacement?.firstUsedAt).not.toBeNull();

  await person.presses("閉じる");
  await page.locator("::-p-text(証明書は発行されています)").wait();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("証明書は発行されています");
  expect(await axeViolations(page)).toEqual([]);
  await clinic.restartBrowser();
  const menu = await clinic.logIn(serial);
  expect(new URL(menu.url()).pathname).toBe("/menu");
  expect(await menu.evaluate(() => document.body.innerText)).toContain("client21");
  expect(await new FirefoxPerson(menu).countsDialogs()).toBe(0);
});
