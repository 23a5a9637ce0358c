import { demonstrationSites } from "./demonstration-sites.ts";

/** A web app whose certificates the extension renews. */
export interface Site {
  /** The host name; https, on every port, because not every browser supports ports in match patterns. */
  readonly hostname: string;
  /**
   * The path of the master menu, where a due renewal is offered after the person has logged in; with a fragment, if the
   * app's pages differ only in that.
   */
  readonly menuPath: string;
  /** The port at which the options page contacts the service; 443 by default. */
  readonly port?: number | undefined;
}

/**
 * The built-in sites. The documentation of the clouds does not specify the path of the menu; an administrator's list may
 * name the same host with another path, and takes precedence.
 */
export const builtInSites: readonly Site[] = [
  ...demonstrationSites,
  { hostname: "weborca.cloud.orcamo.jp", menuPath: "/" },
  { hostname: "demo-weborca.cloud.orcamo.jp", menuPath: "/" },
];

/** The site that a URL belongs to; undefined if it is not among the sites, not https, or malformed. */
export function siteOf(url: string, sites: readonly Site[]): Site | undefined {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "https:") return undefined;
  return sites.find(({ hostname }) => hostname === parsed.hostname);
}

/** Whether a URL is the master menu of a site, whatever parameters follow. */
export function isMenu({ menuPath }: Pick<Site, "menuPath">, url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null) return false;
  const [fragment = ""] = parsed.hash.split("?");
  return menuPath.includes("#") ? parsed.pathname + fragment === menuPath : parsed.pathname === menuPath;
}

/** The match pattern of a site's host, on every port. */
export function patternOf({ hostname }: Site): string {
  return `https://${hostname}/*`;
}

/** The origin of a site's service, for requests without a tab. */
export function originOf({ hostname, port = 443 }: Site): string {
  return new URL(`https://${hostname}:${port}`).origin;
}
