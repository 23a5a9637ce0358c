import browser from "webextension-polyfill";
import { addedSites, configuredSites, readManaged } from "../sites/configured-sites.ts";
import type { SiteFault } from "../sites/site-list.ts";
import { builtInSites, patternOf, type Site } from "../sites/sites.ts";

/** A site as the options page shows it. */
export interface ListedSite {
  readonly site: Site;
  readonly origin: "managed" | "built-in" | "added";
  /** Whether the browser lets the extension act on its host. */
  readonly granted: boolean;
}

/** What the options page shows. */
export interface Listed {
  readonly sites: readonly ListedSite[];
  /** The entries of the administrator's list that are left out. */
  readonly faults: readonly SiteFault[];
  readonly personMayAddSites: boolean;
}

/** Reads which sites there are, where they come from, and which of them the browser has granted. */
export async function listSites(): Promise<Listed> {
  const [managed, all] = await Promise.all([readManaged(), configuredSites()]);
  const sites = await Promise.all(
    all.map(async (site) => ({ site, origin: originIn(managed.sites, site), granted: await isGranted(site) })),
  );
  return { sites, faults: managed.faults, personMayAddSites: managed.personMayAddSites };
}

/** Asks the person, by the browser's own prompt, to grant one site's host; false where they do not. */
export function grant(site: Site): Promise<boolean> {
  return browser.permissions.request({ origins: [patternOf(site)] });
}

/** Gives the host of a removed site back; what the manifest asks for stays. */
export async function giveBack(site: Site): Promise<void> {
  const stillThere = [...(await configuredSites()), ...(await addedSites())];
  if (stillThere.some(({ hostname }) => hostname === site.hostname)) return;
  // A host that the manifest names cannot be given back, and need not be.
  await browser.permissions.remove({ origins: [patternOf(site)] }).catch(() => false);
}

function originIn(managed: readonly Site[], { hostname }: Site): ListedSite["origin"] {
  const has = (sites: readonly Site[]): boolean => sites.some((site) => site.hostname === hostname);
  return has(managed) ? "managed" : has(builtInSites) ? "built-in" : "added";
}

function isGranted(site: Site): Promise<boolean> {
  return browser.permissions.contains({ origins: [patternOf(site)] });
}
