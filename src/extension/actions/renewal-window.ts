import * as v from "valibot";
import browser, { type Tabs } from "webextension-polyfill";

/** The extension's page in which a renewal is continued that a page does not let work. */
const page = "pages/renewal.html";

/** The document whose renewal a window continues. */
export const RenewedDocument = v.object({
  tabId: v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number)),
  documentId: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
});
export type RenewedDocument = v.InferOutput<typeof RenewedDocument>;

/**
 * Opens a window in which the renewal of a document is continued, if its tab is in front: a person has just pressed
 * something there. There is one such window at a time. From a private window it is private, too: the other windows' choice of
 * a certificate does not count there.
 *
 * @returns whether it has opened
 */
export async function openRenewalWindow({ tabId, documentId }: RenewedDocument): Promise<boolean> {
  if (await focusRenewalWindow()) return false;
  const { active, incognito } = await browser.tabs.get(tabId);
  if (!active) return false;
  const url = browser.runtime.getURL(`${page}#${new URLSearchParams({ tabId: String(tabId), documentId }).toString()}`);
  await browser.windows.create({ url, type: "popup", width: 680, height: 760, incognito });
  return true;
}

/**
 * Brings the window to the front; returns whether there is one.
 *
 * @param tabId the tab whose renewal it must continue; by default any
 */
export async function focusRenewalWindow(tabId?: number): Promise<boolean> {
  const open = await findRenewalWindow();
  if (open?.windowId === undefined || (tabId !== undefined && renewedTab(open) !== String(tabId))) return false;
  await browser.windows.update(open.windowId, { focused: true });
  return true;
}

/** Whether the window that continues a tab's renewal is open, even while it is loaded again. */
export async function isRenewalWindowOpen({ tabId }: Pick<RenewedDocument, "tabId">): Promise<boolean> {
  const open = await findRenewalWindow();
  return open !== undefined && renewedTab(open) === String(tabId);
}

async function findRenewalWindow(): Promise<Tabs.Tab | undefined> {
  const [open] = await browser.tabs.query({ url: browser.runtime.getURL(page) });
  return open;
}

function renewedTab({ url = "" }: Tabs.Tab): string | null {
  return new URLSearchParams(URL.parse(url)?.hash.slice(1)).get("tabId");
}
