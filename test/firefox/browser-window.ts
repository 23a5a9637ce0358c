import type { Page } from "puppeteer";
import * as v from "valibot";
import { openTab } from "../../src/demo/browser/waits.ts";
import { firefoxId } from "../../src/extension/manifest.ts";
import { eventually } from "../e2e/eventually.ts";
import { sendBidi } from "./bidi.ts";

/**
 * Runs a script in the chrome window of Firefox, which contains its prompts and settings.
 *
 * @param page any page of the browser
 */
async function inBrowserWindow<Schema extends v.GenericSchema>(
  page: Page,
  script: string,
  value: Schema,
): Promise<v.InferOutput<Schema>> {
  const tree = await sendBidi(
    page,
    "browsingContext.getTree",
    { "moz:scope": "chrome" },
    v.object({ contexts: v.array(v.object({ context: v.string() })) }),
  );
  const command = {
    expression: `(async () => { ${script} })()`,
    target: { context: tree.contexts[0]?.context },
    awaitPromise: true,
  };
  const { result } = await sendBidi(
    page,
    "script.evaluate",
    command,
    v.object({ result: v.object({ value: v.optional(v.unknown()) }) }),
  );
  return v.parse(value, result.value);
}

/**
 * Removes what the browser has of a person: the extension with its data, certificates with a key, and all that it remembers
 * of sites, such as cookies and the choice of a certificate.
 */
export async function forgetPerson(page: Page): Promise<void> {
  const script = `
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    await (await AddonManager.getAddonByID("${firefoxId}"))?.uninstall();
    const certificates = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
    for (const each of certificates.getCerts())
      if (each.certType & Ci.nsIX509Cert.USER_CERT) certificates.deleteCertificate(each);
    await new Promise((resolve) => Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, resolve));`;
  await inBrowserWindow(page, script, v.unknown());
}

/** Opens a page of the extension in a new tab. */
export async function openExtensionPage(page: Page, path: string): Promise<Page> {
  const host = await inBrowserWindow(page, `return WebExtensionPolicy.getByID("${firefoxId}").mozExtensionHostname;`, v.string());
  const tab = await openTab(page.browser());
  // Firefox does not report when an extension's page has loaded, and calls into the tab fail between two pages.
  void tab.goto(`moz-extension://${host}${path}`).catch(() => undefined);
  await eventually(`the extension's ${path}`, async () => (await tab.$("main").catch(() => null)) ?? undefined);
  return tab;
}

/** Revokes the extension's permission for a host, as a person does on the add-ons page. */
export async function revokeHost(page: Page, pattern: string): Promise<void> {
  const script = `
    const { ExtensionPermissions } = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
    const { extension } = WebExtensionPolicy.getByID("${firefoxId}");
    await ExtensionPermissions.remove("${firefoxId}", { permissions: [], origins: ["${pattern}"] }, extension);`;
  await inBrowserWindow(page, script, v.unknown());
}

/** Allows the extension in private windows, as a person does on the add-ons page, and opens one. */
export async function openPrivateWindow(page: Page): Promise<Page> {
  const allow = `
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    const { ExtensionPermissions } = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
    await ExtensionPermissions.add("${firefoxId}", { permissions: ["internal:privateBrowsingAllowed"], origins: [] });
    await (await AddonManager.getAddonByID("${firefoxId}")).reload();`;
  await inBrowserWindow(page, allow, v.unknown());
  const before = await page.browser().pages();
  const open = `
    const opened = OpenBrowserWindow({ private: true });
    const shown = () => opened.gBrowser?.selectedBrowser;
    // Its own first page would replace the next one.
    while (shown()?.currentURI.spec !== "about:privatebrowsing" || shown().webProgress.isLoadingDocument)
      await new Promise((resolve) => setTimeout(resolve, 50));`;
  await inBrowserWindow(page, open, v.unknown());
  return await eventually("a private window", async () => (await page.browser().pages()).find((each) => !before.includes(each)));
}

/** A notification drawn by Firefox. */
export interface DrawnNotification {
  readonly title: string;
  readonly text: string;
}

/** The notifications that Firefox shows at the moment, except those whose window is still loading. */
export async function shownNotifications(page: Page): Promise<readonly DrawnNotification[]> {
  const script = `
    const drawn = Array.from(Services.wm.getEnumerator("alert:alert"), ({ document }) => ({
      title: document.getElementById("alertTitleLabel")?.getAttribute("value"),
      text: document.getElementById("alertTextLabel")?.textContent,
    }));
    return JSON.stringify(drawn.filter(({ title, text }) => title && text));`;
  const Drawn = v.array(v.object({ title: v.string(), text: v.string() }));
  return await inBrowserWindow(page, script, v.pipe(v.string(), v.parseJson(), Drawn));
}

/** Presses the notification, as a person does. */
export async function pressNotification(page: Page): Promise<void> {
  await inBrowserWindow(
    page,
    `Services.wm.getMostRecentWindow("alert:alert").document.getElementById("alertTextLabel").click();`,
    v.unknown(),
  );
}

/** Waits for Firefox's permission prompt for the extension, accepts it, and returns its text. */
export async function allowWhatIsAsked(page: Page): Promise<string> {
  const script = `
    const asked = document.querySelector("#notification-popup popupnotification");
    if (!asked?.button) return null;
    const text = asked.textContent;
    asked.button.click();
    return text;`;
  return await eventually(
    "Firefox to ask for a permission",
    async () => (await inBrowserWindow(page, script, v.nullable(v.string()))) ?? undefined,
  );
}

/**
 * Makes Firefox ask where to save the next file, and cancels that question while an action runs, as a person does: in a
 * headless browser the system's file dialog is replaced.
 */
export async function cancelNextSaveAs(page: Page, action: () => Promise<void>): Promise<void> {
  const replace = `
    const contract = "@mozilla.org/filepicker;1";
    const registrar = Components.manager.QueryInterface(Ci.nsIComponentRegistrar);
    const original = registrar.contractIDToCID(contract);
    const id = Components.ID(Services.uuid.generateUUID().toString());
    const picker = {
      QueryInterface: ChromeUtils.generateQI(["nsIFilePicker"]),
      init() {}, appendFilter() {}, appendFilters() {}, appendRawFilter() {},
      open(callback) {
        globalThis.koshinCancelled = true;
        callback.done(Ci.nsIFilePicker.returnCancel);
      },
    };
    const factory = { createInstance: () => picker, QueryInterface: ChromeUtils.generateQI(["nsIFactory"]) };
    registrar.registerFactory(id, "", contract, factory);
    globalThis.koshinRestore = () => {
      registrar.unregisterFactory(id, factory);
      registrar.registerFactory(original, "", contract, null);
      Services.prefs.clearUserPref("browser.download.useDownloadDir");
    };
    Services.prefs.setBoolPref("browser.download.useDownloadDir", false);`;
  await inBrowserWindow(page, replace, v.unknown());
  await action();
  await eventually("Firefox to ask where to save the file", async () =>
    (await inBrowserWindow(page, "return globalThis.koshinCancelled === true;", v.boolean())) ? true : undefined,
  );
  await inBrowserWindow(page, "globalThis.koshinRestore();", v.unknown());
}
