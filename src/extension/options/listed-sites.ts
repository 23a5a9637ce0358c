import browser from "webextension-polyfill";
import { addedSites, configuredSites, readManaged, type PolicySetting } from "../sites/configured-sites.ts";
import type { SiteFault } from "../sites/site-list.ts";
import { builtInSites, patternOf, type Site } from "../sites/sites.ts";

/** A site as the options page shows it. */
export interface ListedSite {
  readonly site: Site;
  readonly origin: "managed" | "built-in" | "added";
  /** Whether the browser allows the extension to act on its host. */
  readonly granted: boolean;
}

/** The data of the options page. */
export interface Listed {
  readonly sites: readonly ListedSite[];
  /** The skipped entries of the administrator's list. */
  readonly faults: readonly SiteFault[];
  /** The settings of the administrator's policy that are invalid as a whole. */
  readonly invalidSettings: readonly PolicySetting[];
  /** Whether an administrator installed the extension, but the browser has no policy for it. */
  readonly policyMissing: boolean;
  readonly personMayAddSites: boolean;
}

/** Reads the sites, where they come from, and which of them the browser has granted. */
export async function listSites(): Promise<Listed> {
  const [{ present, ...managed }, all, self] = await Promise.all([readManaged(), configuredSites(), browser.management.getSelf()]);
  const sites = await Promise.all(
    all.map(async (site) => ({ site, origin: originIn(managed.sites, site), granted: await isGranted(site) })),
  );
  return { ...managed, sites, policyMissing: self.installType === "admin" && !present };
}

/** Asks the person, with the browser's own prompt, to grant one site's host; false if they refuse. */
export function grant(site: Site): Promise<boolean> {
  return browser.permissions.request({ origins: [patternOf(site)] });
}

/** Revokes the permission for the host of a removed site; hosts in the manifest keep theirs. */
export async function revokeGrant(site: Site): Promise<void> {
  const stillThere = [...(await configuredSites()), ...(await addedSites())];
  if (stillThere.some(({ hostname }) => hostname === site.hostname)) return;
  // The permission for a host in the manifest cannot be removed, and need not be.
  await browser.permissions.remove({ origins: [patternOf(site)] }).catch(() => false);
}

function originIn(managed: readonly Site[], { hostname }: Site): ListedSite["origin"] {
  const has = (sites: readonly Site[]): boolean => sites.some((site) => site.hostname === hostname);
  return has(managed) ? "managed" : has(builtInSites) ? "built-in" : "added";
}

function isGranted(site: Site): Promise<boolean> {
  return browser.permissions.contains({ origins: [patternOf(site)] });
}
