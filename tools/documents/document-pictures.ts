/** Takes the pictures of the documents with the real extension: node tools/documents/document-pictures.ts, after a build. */
import { glob, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { createKeyStore, importP12, trustAuthority } from "../../src/demo/browser/key-store.ts";
import { launchBrowser } from "../../src/demo/browser/launch-browser.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { extensionFolder } from "../../src/demo/extension-folder.ts";
import { startService } from "../../src/demo/start-service.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { Person } from "../../src/demo/walk/person.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { makeWorld } from "../../src/demo/world.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { webappTexts } from "../../src/webapp/views/texts/texts-for.ts";
import { keepPicture } from "./keep-picture.ts";

for (const language of ["ja", "en"] as const) await takePictures(language);

/** Renews like a person on Windows, and takes a screenshot of each step. */
async function takePictures(language: "ja" | "en"): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "koshin-pictures-"));
  resources.defer(() => rm(folder, { recursive: true, maxRetries: 10 }));
  const [data, home, downloads] = ["data", "home", "downloads"].map((name) => join(folder, name));
  if (data === undefined || home === undefined || downloads === undefined) throw new TypeError("Missing folder.");
  await mkdir(home);
  const world = await makeWorld(data, new Date());
  const service = await startService(data, { port: 0 });
  resources.defer(() => service.close());
  await createKeyStore(home);
  await trustAuthority(home, dataFolder(data).authority.rootCertificate);
  const { p12, passwordFile } = certificateOf(world, "client28");
  await importP12(home, p12, passwordFile);
  const options = { home, profile: join(folder, "profile"), downloads, extension: extensionFolder, headless: true, language };
  const browser = await launchBrowser({ ...options, autoSelect: true });
  resources.defer(() => browser.close());
  const page = await openTab(browser);
  const person = new Person(page, folder);
  const { check, save, password, import: importing, done, action } = dialogTexts(language);
  const { login } = webappTexts(language);

  await page.setUserAgent({
    userAgent: await browser.userAgent(),
    userAgentMetadata: { platform: "Windows", platformVersion: "15.0.0", architecture: "x86", model: "", mobile: false },
  });
  await page.goto(service.addresses.app);
  await person.type(login.user, world.user);
  await person.type(login.password, world.password);
  await page.keyboard.press("Enter");
  await person.see("heading", check.heading);
  await person.seeEnabled(action.renew);
  if (language === "en") {
    await keepPicture(await page.screenshot(), "dialog");
    await requireEnabled(page, action.renew);
  }
  // Tall enough to show a whole step.
  await page.setViewport({ width: 1280, height: 1400 });
  await person.seeEnabled(action.renew);
  await takeDialog(page, `person-1-renew-${language}`, action.renew);
  await person.press(action.renew);
  await person.see("heading", save.heading);
  await person.seeEnabled(save.here);
  await takeDialog(page, `person-2-save-${language}`, save.here);
  await person.press(save.here);
  await person.press(password.reveal);
  await person.seeEnabled(password.copy);
  const secret = await new AccessibleElement(page, { role: "textbox", name: password.label }).find();
  await secret.evaluate((element) => {
    if (element instanceof HTMLElement) element.style.setProperty("-webkit-text-security", "disc");
  });
  await takeDialog(page, `person-3-password-${language}`, password.copy);
  const permission = { permission: { name: "clipboard-read" }, state: "granted" } as const;
  await page.browserContext().setPermission(service.addresses.app, permission);
  await person.press(password.copy);
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "");
  const value = await page.evaluate(() => navigator.clipboard.readText());
  await person.press(action.next);
  await person.see("heading", importing.heading);
  await person.seeEnabled(importing.done);
  await takeDialog(page, `person-4-import-${language}`, importing.done);
  const [file] = await Array.fromAsync(glob("*.p12", { cwd: downloads }));
  if (file === undefined) throw new Error("No certificate was downloaded.");
  const secretFile = join(folder, "password.txt");
  await writeFile(secretFile, `${value}\n`, { mode: 0o600 });
  await importP12(home, join(downloads, file), secretFile);
  await person.press(importing.done);
  await person.see("heading", done.heading);
  await person.seeEnabled(action.close);
  await takeDialog(page, `person-5-done-${language}`, action.close);
}

/** @param button the one that the reader is to press */
async function takeDialog(page: Page, name: string, button: string): Promise<void> {
  const dialog = await new AccessibleElement(page, { role: "dialog" }).find();
  await keepPicture(await dialog.screenshot(), name);
  await requireEnabled(page, button);
}

/** Fails if a button is still disabled after its picture was taken, which then shows it grey. */
async function requireEnabled(page: Page, name: string): Promise<void> {
  const button = await new AccessibleElement(page, { role: "button", name }).find();
  if (await button.evaluate((element) => element.matches(":disabled"))) throw new Error(`The picture shows ${name} grey.`);
}
