/** Takes the pictures of the administrators' manual on the demonstration's site: node tools/documents/site-pictures.ts, after a build. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { jobEn } from "../../src/console/texts/job-en.ts";
import { jobJa } from "../../src/console/texts/job-ja.ts";
import { loadTexts } from "../../src/console/texts/texts-for.ts";
import { codeOf } from "../../src/demo/administrator.ts";
import { createKeyStore, importP12, trustAuthority } from "../../src/demo/browser/key-store.ts";
import { launchBrowser } from "../../src/demo/browser/launch-browser.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { startService } from "../../src/demo/start-service.ts";
import { Person } from "../../src/demo/walk/person.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { makeWorld } from "../../src/demo/world.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { keepPicture } from "./keep-picture.ts";

for (const language of ["ja", "en"] as const) await takePictures(language);

/** Logs in as the demonstration's administrator, and takes a screenshot of each screen that the manual shows. */
async function takePictures(language: "ja" | "en"): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "koshin-pictures-"));
  resources.defer(() => rm(folder, { recursive: true, maxRetries: 10 }));
  const [data, home, downloads] = [join(folder, "data"), join(folder, "home"), join(folder, "downloads")];
  await mkdir(home);
  const world = await makeWorld(data, new Date(), { language });
  const service = await startService(data, { port: 0 });
  resources.defer(() => service.close());
  const { administrator } = world;
  const site = service.addresses.console;
  if (administrator === undefined || site === undefined) throw new Error("The demonstration has no administrators' site.");
  await createKeyStore(home);
  await trustAuthority(home, dataFolder(data).authority.rootCertificate);
  // Its renewal is far away: no dialog is in front of the site.
  const { p12, passwordFile } = certificateOf(world, "client169");
  await importP12(home, p12, passwordFile);
  const options = { home, profile: join(folder, "profile"), downloads, headless: true, language, autoSelect: true };
  const browser = await launchBrowser(options);
  resources.defer(() => browser.close());
  const page = await openTab(browser);
  const person = new Person(page, folder);
  const { login, secondFactor, top, list } = await loadTexts(language);
  const { several, states } = { ja: jobJa, en: jobEn }[language];

  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(site);
  await person.see("heading", login.heading);
  await person.type(login.user, administrator.user);
  await person.type(login.password, administrator.password);
  await page.keyboard.press("Enter");
  await person.see("heading", secondFactor.heading);
  await person.type(secondFactor.code, codeOf(administrator.secret, new Date()));
  await page.keyboard.press("Enter");
  await person.see("heading", top.system);

  await show(page, `${site}/#/certificates`, "[data-row]");
  await take(page, `site-1-list-${language}`);
  await show(page, `${site}/#/certificates?search=client40`, "[data-row]");
  await person.press(`CN=client40,O=${world.tenant}`, "link");
  await page.waitForSelector(".sheet");
  await page.setViewport({ width: 1280, height: 1100 });
  await take(page, `site-2-certificate-${language}`);
  await page.setViewport({ width: 1280, height: 900 });
  await show(page, `${site}/#/board`, ".board.stuck tbody tr");
  await page.waitForSelector(".figures svg a");
  await take(page, `site-3-board-${language}`);
  await show(page, `${site}/#/certificates?days=90`, "[data-row]");
  await person.press(list.selectAll, "checkbox");
  await person.press(several.buttons.renew);
  await page.locator("dialog .actions .primary").click();
  await page.waitForFunction((finished) => document.body.innerText.includes(finished), {}, states.finished);
  await page.waitForSelector(".job-rows tbody tr");
  await take(page, `site-4-job-${language}`);
}

/** Opens a screen, and waits for what is read for it. */
async function show(page: Page, address: string, data: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector(data);
}

/** Keeps the window's picture, from the top of the page. */
async function take(page: Page, name: string): Promise<void> {
  await page.waitForNetworkIdle();
  await page.mouse.move(0, 0);
  await page.evaluate(() => scrollTo(0, 0));
  await keepPicture(await page.screenshot(), name);
}
