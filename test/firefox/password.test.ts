import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Page } from "puppeteer";
import { describe, expect, test } from "vitest";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const ja = dialogTexts("ja");

/** A master menu whose content security policy allows only what the in-page module needs. */
const strict = (): Response => {
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
  };
  return new Response("<!doctype html><html lang=ja><title>メニュー</title>", { headers });
};

/** Goes from the dialog to the revealed password. */
async function reveal(clinic: FirefoxClinic, person: FirefoxPerson): Promise<string> {
  await person.presses(ja.action.renew);
  await person.presses(ja.save.here);
  const p12 = await clinic.downloaded(".p12");
  await person.presses(ja.password.reveal);
  return p12;
}

/** Copies the password. Firefox does not let the page read the clipboard without a prompt, so only the person can clear it. */
async function copy(person: FirefoxPerson, p12: string): Promise<string> {
  await person.presses(ja.password.copy);
  await person.readsText(ja.password.copiedToStay);
  const password = await person.pastes();
  expect((await readKeyFile(new Uint8Array(await readFile(p12)), password)).friendlyName).toContain("client28");
  return password;
}

async function openMenu(clinic: FirefoxClinic): Promise<Page> {
  const page = await openTab(clinic.browser);
  const arrival = page.goto(`${clinic.app}/menu`);
  await chooseCertificate(page, clinic.serialOf("client28"));
  await arrival;
  return page;
}

describe.each([
  { way: "through the extension", options: { extension } },
  { way: "through the in-page module alone", options: {} },
])("the password in Firefox, $way,", ({ options }) => {
  test("is copied with the advice to clear the clipboard, and saved as a text file beside the certificate", async () => {
    await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], ...options });
    const person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
    const p12 = await reveal(clinic, person);
    const password = await copy(person, p12);
    await person.presses(ja.password.saveText);
    const text = await clinic.downloaded(".txt");
    expect(basename(text)).toBe(basename(p12).replace(/\.p12$/, ".txt"));
    expect(await readFile(text, "utf8")).toBe(`${password}\n`);
    await person.readsText(ja.password.savedText(basename(text)));
    await person.presses(ja.action.next);
    await person.reads(ja.import.heading);
  });
});

test("in Firefox, the dialog says what to do if a page's policy keeps the extension from saving the password, and copying works", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension, webapp: strict });
  const person = new FirefoxPerson(await openMenu(clinic));
  const p12 = await reveal(clinic, person);
  await person.presses(ja.password.saveText);
  await person.readsText(ja.password.saveRefused);
  await copy(person, p12);
  await person.presses(ja.action.next);
  await person.reads(ja.import.heading);
});
