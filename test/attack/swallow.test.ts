import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { importP12 } from "../../src/demo/browser/key-store.ts";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { textsEn } from "../../src/extension/dialog-host/texts/en.ts";
import { popupTexts } from "../../src/extension/popup/texts/texts-for.ts";
import { completeDownload } from "../e2e/complete-download.ts";
import { builtExtension } from "../extension/built-extension.ts";
import { extensionId } from "../extension/extension-id.ts";
import { seatPerson, type Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { findWindowIn, windowsIn } from "./extension-window.ts";
import { listeningPages } from "./listening-pages.ts";
import { Onlooker } from "./onlooker.ts";
import { passwordField, press, pressToClose, reads } from "./walk.ts";

const { action, done, password, save } = dialogTexts("en");

/** An extension that does nothing: a browser that is started with one accepts others later. */
async function otherExtension(owned: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-other-extension-"));
  owned.defer(() => rm(folder, { recursive: true }));
  const manifest = { manifest_version: 3, name: "Other", version: "1.0", background: { service_worker: "worker.js" } };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "worker.js"), "");
  return folder;
}

describe("in a page that was open before the extension was installed", () => {
  const owned = new AsyncDisposableStack();
  let site: Site;
  let person: Person;
  const pages = new Map<string, Page>();

  beforeAll(async () => {
    site = owned.use(await startSite(await listeningPages()));
    person = owned.use(await seatPerson(site, { extension: await otherExtension(owned), cn: "client28" }));
    for (const search of ["?presses", "?presses#keys", "?clicks", "?trap", "?shortcuts", "", "#calm", "?later"]) {
      pages.set(search, await person.visit(`${site.app}/menu${search}`));
    }
    await person.browser.installExtension(await builtExtension(owned));
    await findTarget(person.browser, (target) => target.url().includes(extensionId));
  });
  afterAll(() => owned.disposeAsync());

  /** Opens the dialog in one of the pages, by the popup, and waits until nobody has pressed anything for a while. */
  async function openIn(search: string): Promise<{ page: Page; onlooker: Onlooker }> {
    const page = pages.get(search);
    if (page === undefined) throw new Error(`No page ${search}.`);
    await page.bringToFront();
    const popup = await person.openPopup(page);
    await new AccessibleElement(popup, { role: "button", name: popupTexts("en").renew }).press();
    const onlooker = await Onlooker.at(page);
    await onlooker.middleOf(action.later);
    await onlooker.untilInactive();
    expect(await onlooker.alerts()).toEqual([]);
    return { page, onlooker };
  }

  async function pressIn(page: Page, onlooker: Onlooker, name: string): Promise<void> {
    const { x, y } = await onlooker.middleOf(name);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.up();
  }

  async function findWindow(): Promise<Page> {
    return await findWindowIn(person.browser);
  }

  const windows = (): number => windowsIn(person.browser).length;

  it.each(["?presses", "?clicks"])("and stops presses (%s), the renewal continues in a window", async (search) => {
    const { page, onlooker } = await openIn(search);
    await pressIn(page, onlooker, action.renew);
    const opened = await findWindow();
    await expect.poll(() => onlooker.text()).not.toContain(action.later);
    await pressToClose(opened, action.later);
    await expect.poll(windows).toBe(0);
  });

  it("and stops keys, the dialog says so, and the renewal continues in a window once no other is open", async () => {
    const other = await openIn("?presses");
    await pressIn(other.page, other.onlooker, action.renew);
    const before = await findWindow();
    await expect.poll(() => other.onlooker.text()).not.toContain(action.later);
    const { page, onlooker } = await openIn("?presses#keys");
    await page.keyboard.press("Tab");
    await expect.poll(() => onlooker.alerts()).toEqual([textsEn.stopped]);
    expect(windows()).toBe(1);
    await pressToClose(before, action.later);
    await expect.poll(windows).toBe(0);
    await page.bringToFront();
    await onlooker.untilInactive();
    await page.keyboard.press("Tab");
    const opened = await findWindow();
    await expect.poll(() => onlooker.text()).not.toContain(action.later);
    await pressToClose(opened, action.later);
    await expect.poll(windows).toBe(0);
  });

  it.each(["?trap", "?shortcuts", ""])("and does not stop presses at the window (%s), the dialog works", async (search) => {
    const { page, onlooker } = await openIn(search);
    await pressIn(page, onlooker, action.later);
    await expect.poll(() => onlooker.text()).not.toContain(action.later);
    expect(windows()).toBe(0);
  });

  it("nothing that a person does in an honest one opens the window", async () => {
    const { page, onlooker } = await openIn("#calm");
    const { x, y } = await onlooker.middleOf(action.later);
    for (const place of [
      { x: 5, y: 5 },
      { x, y: y - 60 },
    ]) {
      await page.mouse.click(place.x, place.y, { count: 2 });
      await page.mouse.click(place.x, place.y, { button: "right" });
    }
    await page.mouse.wheel({ deltaY: 200 });
    await page.keyboard.type("typed quickly ");
    await page.keyboard.press("Tab");
    // Pressed, but released elsewhere: no click.
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - 60, { steps: 3 });
    await page.mouse.up();
    await onlooker.untilInactive();
    await page.keyboard.press("Shift");
    await page.mouse.click(5, 5);
    await onlooker.untilInactive();
    expect(await onlooker.alerts()).toEqual([]);
    expect(windows()).toBe(0);
    await pressIn(page, onlooker, action.later);
    await expect.poll(() => onlooker.text()).not.toContain(action.later);
  });

  it("and stops presses after the certificate was issued, the window has its key and password, and proves it", async () => {
    const { page, onlooker } = await openIn("?later");
    await pressIn(page, onlooker, action.renew);
    await pressIn(page, onlooker, save.here);
    await onlooker.middleOf(password.reveal);
    const p12 = await completeDownload(person.downloads, ".p12");
    await onlooker.run("stopping = true");
    await onlooker.untilInactive();
    await pressIn(page, onlooker, password.reveal);
    // Closed half way, with what the person has done there.
    const closed = await findWindow();
    await press(closed, password.reveal);
    await passwordField(closed);
    await closed.close({ runBeforeUnload: false });
    await expect.poll(windows).toBe(0);
    await onlooker.middleOf(password.copy);
    await onlooker.untilInactive();
    await pressIn(page, onlooker, password.copy);
    const opened = await findWindow();
    const field = await passwordField(opened);
    const text = (await field.evaluate((element) => element.getAttribute("data-password"))) ?? "";
    const { certificate } = await readKeyFile(new Uint8Array(await readFile(p12)), text);
    expect(certificate.length).toBeGreaterThan(0);
    expect(await onlooker.text()).not.toContain(password.heading);
    const passwordFile = join(person.home, "password.txt");
    await writeFile(passwordFile, `${text}\n`, { mode: 0o600 });
    await importP12(person.home, p12, passwordFile);
    await press(opened, action.next, dialogTexts("en").import.done);
    await reads(opened, done.heading);
  });
});
