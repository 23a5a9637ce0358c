/** A web app whose certificates the extension renews. */
export interface Site {
  /** The host name; https, on every port: not every browser's match patterns can hold one. */
  readonly hostname: string;
  /** The path of the master menu, where a due renewal is offered after the person has logged in. */
  readonly menuPath: string;
  /** Where the options page asks the service; 443 where it is absent. */
  readonly port?: number | undefined;
}

/**
 * The sites that the extension knows from the start. The clouds' documents do not tell the path of the menu; an
 * administrator's list may name the same host with another one, and comes first.
 */
export const builtInSites: readonly Site[] = [
  { hostname: "app.localhost", menuPath: "/menu", port: 8443 },
  { hostname: "weborca.cloud.orcamo.jp", menuPath: "/" },
  { hostname: "demo-weborca.cloud.orcamo.jp", menuPath: "/" },
];

/** The site that a URL belongs to; undefined where it is not among the sites, not https, or no URL at all. */
export function siteOf(url: string, sites: readonly Site[]): Site | undefined {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "https:") return undefined;
  return sites.find(({ hostname }) => hostname === parsed.hostname);
}

/** Whether a URL is the master menu of a site. */
export function isMenu(site: Pick<Site, "menuPath">, url: string): boolean {
  return URL.parse(url)?.pathname === site.menuPath;
}

/** The match pattern of a site's host, on every port. */
export function patternOf({ hostname }: Site): string {
  return `https://${hostname}/*`;
}

/** The origin at which a site's service is asked without a tab. */
export function originOf({ hostname, port = 443 }: Site): string {
  return new URL(`https://${hostname}:${port}`).origin;
}
