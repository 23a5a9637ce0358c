import * as v from "valibot";
import browser from "webextension-polyfill";
import { joinSites, readSites, SiteList, type ReadSites } from "./site-list.ts";
import { builtInSites, type Site } from "./sites.ts";

const Policy = v.object({ sites: v.optional(v.unknown()), personMayAddSites: v.optional(v.unknown()) });
/** The settings of the administrator's policy. */
export type PolicySetting = keyof typeof Policy.entries;
const Sites = v.optional(v.array(v.unknown()), []);
const PersonMayAddSites = v.optional(v.boolean(), true);
const Stored = v.object({ sites: v.optional(v.fallback(SiteList, []), []) });

/** The administrator's policy; invalid sites and settings are reported. */
interface Managed extends ReadSites {
  /** False if the setting is invalid: it is there to restrict. */
  readonly personMayAddSites: boolean;
  readonly invalidSettings: readonly PolicySetting[];
  /** Whether the browser has a policy for the extension. Chromium has none if its schema rejects any part of it. */
  readonly present: boolean;
}

/** Reads the administrator's policy; without one, nothing is set. */
export async function readManaged(): Promise<Managed> {
  // Without a policy, a browser may reject instead of returning nothing.
  const held: unknown = await browser.storage.managed.get(null).catch(() => ({}));
  const policy = v.parse(Policy, held);
  const sites = v.safeParse(Sites, policy.sites);
  const personMayAddSites = v.safeParse(PersonMayAddSites, policy.personMayAddSites);
  return {
    ...readSites(sites.success ? sites.output : []),
    personMayAddSites: personMayAddSites.success && personMayAddSites.output,
    invalidSettings: [
      ...(sites.success ? [] : (["sites"] as const)),
      ...(personMayAddSites.success ? [] : (["personMayAddSites"] as const)),
    ],
    present: Object.keys(policy).length > 0,
  };
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
