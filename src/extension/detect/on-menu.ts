import { isMenu, type Site } from "../sites.ts";

/** Calls back when the document is the site's master menu, or becomes it without a load (single-page apps). */
export function onMenu(site: Site, arrived: () => void): void {
  const look = (): void => {
    if (isMenu(site, location.href)) arrived();
  };
  look();
  navigation.addEventListener("currententrychange", look);
}
