import browser from "webextension-polyfill";
import { patternOf, type Site } from "../sites/sites.ts";
import { showDialog } from "./show-dialog.ts";

/**
 * Takes the person to where a renewal continues: the tab that already shows the origin, with the dialog in it, or the
 * site's menu in a new tab, where the dialog appears once the person has logged in.
 */
export async function openSite(origin: string, site: Site): Promise<void> {
  const tabs = await browser.tabs.query({ url: patternOf(site) });
  const there = tabs.filter(({ url = "" }) => URL.parse(url)?.origin === origin);
  const tab = there.find(({ active }) => active) ?? there[0];
  const menu = origin + site.menuPath;
  if (tab?.id === undefined) {
    await browser.tabs.create({ url: menu });
    return;
  }
  const { id } = tab;
  // The dialog comes first, because the popup, where this may run, closes when another tab is activated. A tab that
  // shows one of the browser's own error pages accepts no script.
  const shown = await showDialog({ tabId: id, frameIds: [0] }).then(
    () => true,
    () => false,
  );
  await browser.tabs.update(id, shown ? { active: true } : { active: true, url: menu });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
}
