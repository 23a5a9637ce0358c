import * as v from "valibot";
import browser from "webextension-polyfill";
import { joinSites, readSites, SiteList, type ReadSites } from "./site-list.ts";
import { builtInSites, type Site } from "./sites.ts";

const Policy = v.object({
  sites: v.optional(v.fallback(v.array(v.unknown()), []), []),
  personMayAddSites: v.optional(v.fallback(v.boolean(), true), true),
});
const Stored = v.object({ sites: v.optional(v.fallback(SiteList, []), []) });

/** The administrator's policy; unreadable parts count as unset, and invalid sites are reported. */
interface Managed extends ReadSites {
  readonly personMayAddSites: boolean;
}

/** Reads the administrator's policy; without one, nothing is set. */
export async function readManaged(): Promise<Managed> {
  // Without a policy, a browser may reject instead of returning nothing.
  const held: unknown = await browser.storage.managed.get(null).catch(() => ({}));
  const { sites, personMayAddSites } = v.parse(Policy, held);
  return { ...readSites(sites), personMayAddSites };
}

/** The sites that the person added. */
export async function addedSites(): Promise<readonly Site[]> {
  return v.parse(Stored, await browser.storage.local.get("sites")).sites;
}

/** Stores the sites that the person added. */
export async function keepAddedSites(sites: readonly Site[]): Promise<void> {
  await browser.storage.local.set({ sites });
}

/** Every site that the extension serves; for one host the administrator's entry overrides the built-in one and the person's. */
export async function configuredSites(): Promise<readonly Site[]> {
  const [managed, added] = await Promise.all([readManaged(), addedSites()]);
  return joinSites(joinSites(managed.sites, builtInSites), managed.personMayAddSites ? added : []);
}
