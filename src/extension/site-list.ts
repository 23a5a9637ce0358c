import * as v from "valibot";
import type { Site } from "./sites.ts";

const Hostname = v.pipe(
  v.string(),
  v.maxLength(253),
  // A star would make a match pattern of it, for hosts that nobody named.
  v.regex(/^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/),
  v.check((name) => URL.parse(`https://${name}/`)?.hostname === name, "This is not a host name as a browser writes it."),
);
const MenuPath = v.pipe(
  v.string(),
  v.maxLength(500),
  v.check((path) => path.startsWith("/") && URL.parse(path, "https://host.invalid")?.pathname === path, "This is not a path."),
);
const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

/** A list of sites as it is stored, exported and set by administrators; each host is in it once. */
export const SiteList = v.pipe(
  v.array(v.strictObject({ hostname: Hostname, menuPath: MenuPath, port: v.optional(Port) })),
  v.check((sites) => new Set(sites.map(({ hostname }) => hostname)).size === sites.length, "A host is in the list twice."),
);

const SiteFile = v.pipe(v.string(), v.parseJson(), v.strictObject({ sites: SiteList }));

/** The exported file of a list, as JSON. */
export function writeSiteFile(sites: readonly Site[]): string {
  return `${JSON.stringify({ sites }, undefined, 2)}\n`;
}

/** The sites in an exported file; undefined where it is none. */
export function readSiteFile(text: string): readonly Site[] | undefined {
  const read = v.safeParse(SiteFile, text);
  return read.success ? read.output.sites : undefined;
}

/**
 * A site from what a person typed: a URL of its host, and the path of its menu.
 *
 * @returns undefined where the URL is not https or the path is none
 */
export function siteFrom(url: string, menuPath: string): Site | undefined {
  const parsed = URL.parse(url.trim());
  if (parsed?.protocol !== "https:") return undefined;
  const port = parsed.port === "" ? {} : { port: Number(parsed.port) };
  const read = v.safeParse(SiteList, [{ hostname: parsed.hostname, menuPath: menuPath.trim(), ...port }]);
  return read.success ? read.output[0] : undefined;
}

/** `sites` with those of `more` whose hosts are not in it. */
export function joinSites(sites: readonly Site[], more: readonly Site[]): readonly Site[] {
  return [...sites, ...more.filter(({ hostname }) => !sites.some((site) => site.hostname === hostname))];
}
