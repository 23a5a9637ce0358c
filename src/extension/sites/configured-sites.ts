import * as v from "valibot";
import browser from "webextension-polyfill";
import { joinSites, readSites, SiteList, type ReadSites } from "./site-list.ts";
import { builtInSites, type Site } from "./sites.ts";

const Policy = v.object({
  sites: v.optional(v.fallback(v.array(v.unknown()), []), []),
  personMayAddSites: v.optional(v.fallback(v.boolean(), true), true),
});
const Stored = v.object({ sites: v.optional(v.fallback(SiteList, []), []) });

/** What the administrator's policy says; what cannot be read in it counts as not said, and of the sites is named. */
interface Managed extends ReadSites {
  readonly personMayAddSites: boolean;
}

/** Reads the administrator's policy; without one, nothing is set. */
export async function readManaged(): Promise<Managed> {
  // A browser without a policy may reject instead of answering with nothing.
  const held: unknown = await browser.storage.managed.get(null).catch(() => ({}));
  const { sites, personMayAddSites } = v.parse(Policy, held);
  return { ...readSites(sites), personMayAddSites };
}

/** The sites that the person added. */
export async function addedSites(): Promise<readonly Site[]> {
  return v.parse(Stored, await browser.storage.local.get("sites")).sites;
}

/** Keeps these as the sites that the person added. */
export async function keepAddedSites(sites: readonly Site[]): Promise<void> {
  await browser.storage.local.set({ sites });
}

/** Every site that the extension serves; for one host the administrator's word goes before ours and the person's. */
export async function configuredSites(): Promise<readonly Site[]> {
  const [managed, added] = await Promise.all([readManaged(), addedSites()]);
  return joinSites(joinSites(managed.sites, builtInSites), managed.personMayAddSites ? added : []);
}
