import browser from "webextension-polyfill";
import { patternOf, type Site } from "../sites/sites.ts";
import { showDialog } from "./show-dialog.ts";

/**
 * Takes the person to where a renewal goes on: to the tab that is on the origin already, with the dialog in it, or to
 * the site's menu in a tab of its own, where the dialog comes up once the person has logged in.
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
  // The dialog first: the popup, where this may run, ends as soon as another tab comes to the front. A tab that shows
  // the browser's own error takes no script.
  const shown = await showDialog({ tabId: id, frameIds: [0] }).then(
    () => true,
    () => false,
  );
  await browser.tabs.update(id, shown ? { active: true } : { active: true, url: menu });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
}
