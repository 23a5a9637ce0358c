import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { serialInSelector } from "../../src/ui/certificate-store.ts";
import {
  click,
  described,
  focused,
  heading,
  press,
  reads,
  shows,
  spoken,
  type Harness,
  tabTo,
  sharedHarness,
} from "./harness/harness.ts";
import { pendingAt } from "./harness/status-fixture.ts";

const shared = sharedHarness();

const ja = dialogTexts("ja");
const fileName = "000042_JP_u00000014_client28.p12";

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

test.for(["ja", "en"] as const)("completes a whole renewal with the mouse in %s", async (language) => {
  const texts = dialogTexts(language);
  const { service } = harness;
  service.language = language;
  const page = await harness.page();

  await heading(page, texts.check.heading);
  await click(page, texts.action.renew);
  await heading(page, texts.save.heading);
  await click(page, texts.save.here);
  const p12 = await harness.downloaded(fileName);

  await heading(page, texts.password.heading);
  await reads(page, texts.save.offered(fileName));
  await reads(page, texts.save.backup);
  await click(page, texts.password.reveal);
  await click(page, texts.password.copy);
  await reads(page, texts.password.copied);
  await click(page, texts.password.saveText);
  const passwordFile = await harness.downloaded(fileName.replace("p12", "txt"));
  const password = (await readFile(passwordFile, "utf8")).trim();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(password);
  await click(page, texts.action.next);

  await heading(page, texts.import.heading);
  const serial = service.status.pending?.serial ?? "";
  await reads(page, texts.import.chooser(serialInSelector(serial.slice(0, 8), "windows")));
  service.presented = serial;
  await click(page, texts.import.done);
  await heading(page, texts.done.heading);
  await click(page, texts.action.close);

  expect(await page.evaluate("outcome")).toBe("shown");
  expect(service.enrolled).toMatchObject([{ ifNoneMatch: "*", ifMatch: undefined }]);
  expect(service.reports.map(({ stage }) => stage)).toEqual(["fetched", "password-shown", "imported"]);
  expect(await service.authority.inspect(p12, passwordFile)).toMatch(/client28[\s\S]*\(PRIVATE KEY\)/);
});

test.for(["RSA-4096", "RSA-3072", "P-256"] as const)("says that a key takes a while where it does: %s", async (keyKind) => {
  const { service } = harness;
  service.status = { ...service.status, keyKind };
  const page = await harness.page();
  await heading(page, ja.check.heading);
  // The browser makes the key once the test lets it.
  await page.evaluate(`{
    const generate = crypto.subtle.generateKey.bind(crypto.subtle);
    const begun = new Promise((resolve) => (globalThis.makeKey = resolve));
    crypto.subtle.generateKey = async (...parameters) => { await begun; return await generate(...parameters); };
  }`);
  await click(page, ja.action.renew);
  await reads(page, ja.working.lead);
  const slow = keyKind !== "P-256";
  await spoken(page, slow ? `${ja.working.lead} ${ja.working.slowKey}` : ja.working.lead);
  if (slow) await reads(page, ja.working.slowKey);
  // Until it is made, nothing is lost by closing the dialog.
  if (keyKind === "RSA-3072") {
    await click(page, ja.action.close);
    expect(await page.evaluate("outcome")).toBe("shown");
    expect(service.enrolled).toEqual([]);
    return;
  }
  await page.evaluate("makeKey()");
  await heading(page, ja.save.heading);
  expect(service.enrolled).toHaveLength(1);
});

test("works with the keyboard alone, and moves the focus to each step's heading", async () => {
  const { service } = harness;
  const page = await harness.page();
  const stepTo = async (name: string, next: string): Promise<void> => {
    await tabTo(page, name);
    await press(page, "Enter");
    await heading(page, next);
    await expect.poll(() => focused(page)).toBe(`heading ${next}`);
  };

  await heading(page, ja.check.heading);
  await expect.poll(() => focused(page)).toBe(`heading ${ja.check.heading}`);
  await stepTo(ja.action.renew, ja.save.heading);
  await stepTo(ja.save.here, ja.password.heading);
  await harness.downloaded(fileName);
  await spoken(page, ja.save.offered(fileName));
  await stepTo(ja.action.back, ja.save.heading);
  await stepTo(ja.action.next, ja.password.heading);
  await tabTo(page, ja.password.reveal);
  await press(page, "Space");
  await expect.poll(() => focused(page)).toBe(`textbox ${ja.password.label}`);
  await tabTo(page, ja.password.copy);
  await press(page, "Space");
  await reads(page, ja.password.copied);
  await stepTo(ja.action.next, ja.import.heading);
  await stepTo(ja.import.done, ja.proof.heading);
  await reads(page, ja.proof.misses["old-certificate"]);
  service.presented = service.status.pending?.serial;
  await stepTo(ja.proof.prove, ja.done.heading);
  await tabTo(page, ja.action.close);
  await press(page, "Enter");
  expect(await page.evaluate("outcome")).toBe("shown");
});

test.for(["ja", "en"] as const)(
  "exposes the password letter by letter to screen readers, and announces that it was copied (%s)",
  async (language) => {
    const texts = dialogTexts(language);
    harness.service.language = language;
    const page = await harness.page();
    await click(page, texts.action.renew);
    await click(page, texts.save.here);
    await click(page, texts.password.reveal);
    await expect.poll(() => focused(page)).toBe(`textbox ${texts.password.label}`);
    const heard = await described(page, texts.password.label);
    await click(page, texts.password.saveText);
    const password = (await readFile(await harness.downloaded(fileName.replace("p12", "txt")), "utf8")).trim();
    expect(heard?.split(`, ${texts.password.hyphen}, `).map((group) => group.split(" "))).toEqual(
      password.split("-").map((group) => Array.from(group)),
    );
    await click(page, texts.password.copy);
    await spoken(page, texts.password.copied);
  },
);

test("offers the file in the other profile by keyboard in the import help, and announces its download", async () => {
  const { help } = ja.import;
  const page = await harness.page();
  await click(page, ja.action.renew);
  await click(page, ja.save.here);
  await rm(await harness.downloaded(fileName));
  await click(page, ja.password.reveal);
  await click(page, ja.action.next);
  await heading(page, ja.import.heading);
  expect(await shows(page, help.other(ja.save.compatible))).toBe(false);
  await tabTo(page, help.summary);
  await press(page, "Enter");
  await tabTo(page, help.other(ja.save.compatible));
  await press(page, "Space");
  await harness.downloaded(fileName);
  await spoken(page, `${ja.save.downloaded(fileName)} ${help.latest}`);
  expect(await focused(page)).toBe(`button ${help.other(ja.save.modern)}`);
});

test("opens and focuses the import help after a failed proof", async () => {
  harness.service.status.pending = pendingAt("imported");
  const page = await harness.page();
  await click(page, ja.proof.prove);
  await reads(page, ja.proof.misses["old-certificate"]);
  await tabTo(page, ja.proof.lookAgain);
  await press(page, "Enter");
  await expect.poll(() => focused(page)).toContain(ja.import.help.summary);
  await reads(page, ja.import.help.browser);
  await reads(page, ja.import.help.noFile);
});

test("reveals neither the password nor its file's URL to the page", async () => {
  const page = await harness.page();
  await page.evaluate(`
    window.heard = [];
    navigation.addEventListener("navigate", ({ destination, downloadRequest }) => heard.push(destination.url, downloadRequest));
    for (const type of ["click", "keydown", "focusin", "input", "select", "copy"]) {
      addEventListener(type, (event) => heard.push(...event.composedPath().map(({ value, href }) => value ?? href)), true);
    }
  `);
  await click(page, ja.action.renew);
  await click(page, ja.save.here);
  await harness.downloaded(fileName);
  await click(page, ja.password.reveal);
  await click(page, ja.password.copy);
  await click(page, ja.password.saveText);
  const password = (await readFile(await harness.downloaded(fileName.replace("p12", "txt")), "utf8")).trim();
  const heard = JSON.stringify(await page.evaluate("heard"));
  expect(heard).not.toContain(password);
  // The encrypted file's download is visible to the page, which shows that the listener works.
  expect(heard).toContain(fileName);
  expect(heard).not.toContain(".txt");
  expect(await page.evaluate("window.length")).toBe(0);
});

test("writes the other profile from the key in memory, and requires another download", async () => {
  const page = await harness.page();
  await click(page, ja.action.renew);
  await heading(page, ja.save.heading);
  await click(page, ja.save.here);
  const modern = await readFile(await harness.downloaded(fileName));
  await rm(join(harness.downloads, fileName));
  await click(page, ja.action.back);
  await click(page, `${ja.save.compatible} ${ja.save.compatibleHint}`);
  await reads(page, ja.save.rewritten);
  await click(page, ja.save.here);
  const p12 = await harness.downloaded(fileName);
  await click(page, ja.password.reveal);
  await click(page, ja.password.saveText);
  const passwordFile = await harness.downloaded(fileName.replace("p12", "txt"));
  expect(modern.equals(await readFile(p12))).toBe(false);
  expect(await harness.service.authority.inspect(p12, passwordFile)).toContain("pbeWithSHA1And3-KeyTripleDES-CBC");
  expect(harness.service.enrolled).toHaveLength(1);
});
