import * as v from "valibot";
import type { Site } from "./sites.ts";

const Hostname = v.pipe(
  v.string(),
  v.maxLength(253),
  // A wildcard would turn it into a match pattern for hosts that nobody named.
  v.regex(/^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/),
  v.check((name) => URL.parse(`https://${name}/`)?.hostname === name, "Not a host name in its canonical form."),
);
const MenuPath = v.pipe(
  v.string(),
  v.maxLength(500),
  v.check((path) => path.startsWith("/") && pathOf(path) === path, "Not a path."),
);

/** The path, with its fragment, of a URL that may be relative. */
function pathOf(url: string): string | undefined {
  const parsed = URL.parse(url, "https://host.invalid");
  return parsed === null ? undefined : parsed.pathname + parsed.hash;
}

const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

/** A site as lists name it. */
export const ListedSite = v.strictObject({ hostname: Hostname, menuPath: MenuPath, port: v.optional(Port) });

/** A list of sites as stored and exported, without duplicate hosts. */
export const SiteList = v.pipe(
  v.array(ListedSite),
  v.check((sites) => new Set(sites.map(({ hostname }) => hostname)).size === sites.length, "Duplicate host."),
);

const SiteFile = v.pipe(v.string(), v.parseJson(), v.strictObject({ sites: SiteList }));

/** An invalid entry of a list of sites. */
export interface SiteFault {
  /** The position of the entry in the list, from 1. */
  readonly position: number;
  /** The name of the invalid or unknown field; undefined if the entry is not an object. */
  readonly field: string | undefined;
  /** Whether an earlier entry has the same host. */
  readonly duplicate: boolean;
}

/** The result of reading a list of sites. */
export interface ReadSites {
  readonly sites: readonly Site[];
  readonly faults: readonly SiteFault[];
}

/** Reads a list of sites entry by entry: invalid ones are reported and skipped. */
export function readSites(list: readonly unknown[]): ReadSites {
  const sites: Site[] = [];
  const faults: SiteFault[] = [];
  for (const [index, entry] of list.entries()) {
    const position = index + 1;
    const read = v.safeParse(ListedSite, entry);
    if (!read.success) faults.push({ position, field: v.getDotPath(read.issues[0]) ?? undefined, duplicate: false });
    else if (sites.some(({ hostname }) => hostname === read.output.hostname))
      faults.push({ position, field: "hostname", duplicate: true });
    else sites.push(read.output);
  }
  return { sites, faults };
}

/** The export file of a list, as JSON. */
export function writeSiteFile(sites: readonly Site[]): string {
  return `${JSON.stringify({ sites }, undefined, 2)}\n`;
}

/** The sites in an export file; undefined if it is malformed. */
export function readSiteFile(text: string): readonly Site[] | undefined {
  const read = v.safeParse(SiteFile, text);
  return read.success ? read.output.sites : undefined;
}

/** A field of the form to add a site. */
export type SiteField = "url" | "menuPath";

/** A site from the person's input, or the fields that are invalid: a URL that is not https, or not a path. */
export type SiteInput = { readonly site: Site } | { readonly invalid: readonly [SiteField, ...SiteField[]] };

/** A site from the person's input: a URL of its host, and the path of its menu. */
export function siteFrom(url: string, menuPath: string): SiteInput {
  const parsed = URL.parse(url.trim());
  const host = v.safeParse(Hostname, parsed?.protocol === "https:" ? parsed.hostname : undefined);
  const menu = v.safeParse(MenuPath, menuPath.trim());
  if (!host.success) return { invalid: menu.success ? ["url"] : ["url", "menuPath"] };
  if (!menu.success) return { invalid: ["menuPath"] };
  const port = parsed === null || parsed.port === "" ? {} : { port: Number(parsed.port) };
  return { site: { hostname: host.output, menuPath: menu.output, ...port } };
}

/** `sites` with those of `more` whose hosts are not in it. */
export function joinSites(sites: readonly Site[], more: readonly Site[]): readonly Site[] {
  return [...sites, ...more.filter(({ hostname }) => !sites.some((site) => site.hostname === hostname))];
}
