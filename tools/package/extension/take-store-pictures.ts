import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { createKeyStore, importP12, trustAuthority } from "../../../src/demo/browser/key-store.ts";
import { launchBrowser } from "../../../src/demo/browser/launch-browser.ts";
import { openTab } from "../../../src/demo/browser/waits.ts";
import { extensionFolder } from "../../../src/demo/extension-folder.ts";
import { startService } from "../../../src/demo/start-service.ts";
import { AccessibleElement } from "../../../src/demo/walk/accessible-element.ts";
import { Person } from "../../../src/demo/walk/person.ts";
import { certificateOf } from "../../../src/demo/world-file.ts";
import { makeWorld } from "../../../src/demo/world.ts";
import { dialogTexts } from "../../../src/dialog/texts/texts-for.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import type { Language } from "../../../src/ui/language.ts";
import { buildRelease } from "./build-release.ts";
import { compactPng } from "./compact-png.ts";

/** The screens for the stores, in order. */
const pictured = ["dialog", "save", "import", "done", "options"] as const;

/**
 * Renews in a real Chromium with the built extension, in both languages, and takes the stores' pictures of it, 1280 by
 * 800 pixels. The password is never on the screen when a picture is taken.
 *
 * @returns the pictures' paths
 */
export async function takeStorePictures(folder: string): Promise<readonly string[]> {
  const taken: string[] = [];
  await mkdir(folder, { recursive: true });
  for (const language of ["ja", "en"] as const) {
    const pictures = await renewWithPictures(language);
    for (const name of pictured) {
      const path = join(folder, `${name}.${language}.png`);
      await writeFile(path, compactPng(pictures[name]));
      taken.push(path);
    }
  }
  return taken;
}

type Pictures = Readonly<Record<(typeof pictured)[number], Uint8Array>>;

async function renewWithPictures(language: Language): Promise<Pictures> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "koshin-pictures-"));
  resources.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  const data = join(folder, "data");
  const home = join(folder, "home");
  const downloads = join(folder, "downloads");
  const world = await makeWorld(data, new Date());
  const service = await startService(data, { port: 0 });
  resources.defer(() => service.close());
  const client28 = certificateOf(world, "client28");
  await createKeyStore(home);
  await trustAuthority(home, dataFolder(data).authority.rootCertificate);
  await importP12(home, client28.p12, client28.passwordFile);
  const launch = {
    home,
    profile: join(folder, "profile"),
    downloads,
    extension: extensionFolder,
    headless: true,
    autoSelect: true,
    language,
  } as const;
  const browser = await launchBrowser(launch);
  resources.defer(() => browser.close());

  const texts = dialogTexts(language);
  const page = await openTab(browser);
  await page.setViewport({ width: 1280, height: 800 });
  const person = new Person(page, folder);
  await page.goto(`${service.addresses.app}/login`);
  await page.locator("#user").fill(world.user);
  await page.locator("#password").fill(world.password);
  await page.locator("button[type=submit]").click();
  await person.see("heading", texts.check.heading);
  await person.seeEnabled(texts.action.renew);
  const dialog = await page.screenshot();
  await person.press(texts.action.renew);
  await person.see("heading", texts.save.heading);
  await person.seeEnabled(texts.save.here);
  const save = await page.screenshot();
  await person.press(texts.save.here);
  await person.press(texts.password.reveal);
  const passwordFile = join(folder, "password.txt");
  await writeFile(passwordFile, `${await readPassword(page, texts.password.label)}\n`, { mode: 0o600 });
  await person.press(texts.action.next);
  await person.see("heading", texts.import.heading);
  await person.seeEnabled(texts.import.done);
  const importing = await page.screenshot();
  const [p12 = ""] = (await readdir(downloads)).filter((name) => name.endsWith(".p12"));
  await importP12(home, join(downloads, p12), passwordFile);
  await person.press(texts.import.done);
  await person.see("heading", texts.done.heading);
  await person.seeEnabled(texts.action.close);
  const done = await page.screenshot();
  return { dialog, save, import: importing, done, options: await pictureOptions(folder, language) };
}

async function readPassword(page: Page, label: string): Promise<string> {
  const field = await new AccessibleElement(page, { role: "textbox", name: label }).find();
  return (await field.evaluate((element) => element.getAttribute("data-password"))) ?? "";
}

/** The released extension's options page: the built one also has the demonstration's site, which nobody else has. */
async function pictureOptions(folder: string, language: Language): Promise<Uint8Array> {
  const released = join(folder, "released");
  await buildRelease("extension-release", released);
  const places = { home: join(folder, "home"), profile: join(folder, "released-profile"), downloads: join(folder, "downloads") };
  await using resources = new AsyncDisposableStack();
  const browser = await launchBrowser({ ...places, extension: released, headless: true, language });
  resources.defer(() => browser.close());
  const [extension] = (await browser.extensions()).keys();
  if (extension === undefined) throw new Error("The extension was not loaded.");
  const page = await openTab(browser);
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(`chrome-extension://${extension}/pages/options.html`);
  await page.locator("li").wait();
  return await page.screenshot();
}
