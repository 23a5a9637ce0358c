import { expect, test } from "vitest";
import { findTarget, openTab, withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { press, reads } from "../attack/walk.ts";
import { builtExtension } from "./built-extension.ts";
import { runInContentWorld, sendFromContentScript } from "./content-world.ts";
import { extensionId } from "./extension-id.ts";
import { offerUpdate, plannedUpdate } from "./offer-update.ts";
import { seatPerson } from "./person.ts";
import { startSite } from "./site.ts";

const { action, check, leave, save } = dialogTexts("en");
const isPrivate = "chrome.extension.inIncognitoContext";

test("in a private window, the certificate that is chosen there counts, and nothing of its renewal is kept", async () => {
  await using owned = new AsyncDisposableStack();
  const site = owned.use(await startSite());
  const extension = await builtExtension(owned);
  const { browser } = owned.use(await seatPerson(site, { extension, cn: "client28" }));
  await browser.installExtension(extension, { enabledInIncognito: true });
  const options = await openTab(browser);
  const address = `chrome-extension://${extensionId}/pages/options.html`;
  await expect.poll(() => options.goto(address).then(() => "opened", String)).toBe("opened");
  await options.evaluate(`chrome.windows.create({ url: "${site.app}/menu", incognito: true })`);
  const found = await findTarget(browser, (target) => target.url() === `${site.app}/menu`);
  const page = withBrowserTimeout(await found.asPage());
  await expect.poll(() => page.$("html > div")).not.toBeNull();

  // The background of private windows has its own connections, for which certificates are chosen anew.
  const workers = browser.targets().filter((target) => target.url().endsWith("service-worker-loader.js"));
  const backgrounds = await Promise.all(workers.map(async (target) => await (await target.worker())?.evaluate(isPrivate)));
  expect(backgrounds).toContain(true);
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: true });
  const opened = await (await findTarget(browser, (target) => target.url().includes("renewal.html"))).asPage();
  expect(await opened.evaluate(isPrivate)).toBe(true);
  await reads(opened, check.heading);
  await press(opened, action.later);
  await expect.poll(() => browser.targets().some((target) => target.url().includes("renewal.html"))).toBe(false);

  // An update would end both backgrounds, so the one of the other windows asks the one of private windows first.
  await page.reload();
  await press(page, action.renew);
  await reads(page, save.heading);
  const regular = workers[backgrounds.indexOf(false)];
  if (regular === undefined) throw new Error("The other windows have no background.");
  await offerUpdate(regular);
  await expect.poll(() => plannedUpdate(regular)).toBeTypeOf("number");
  await press(page, action.close, leave.leave);

  // Nothing of all that has been stored, but what the other windows do is.
  const stored = async (): Promise<string> => JSON.stringify(await options.evaluate("chrome.storage.local.get(null)"));
  expect(await stored()).not.toContain("localhost");
  const elsewhere = await openTab(browser);
  await elsewhere.goto(`${site.app}/menu`);
  await expect.poll(stored).toContain("localhost");

  void offerUpdate(regular).catch(() => undefined);
  await expect.poll(() => runInContentWorld(page, "chrome.runtime?.id === undefined")).toBe(true);
});
