/** A web app whose certificates the extension renews. */
export interface Site {
  /** The host name; https, on every port: not every browser's match patterns can hold one. */
  readonly hostname: string;
  /** The path of the master menu, where a due renewal is offered after the person has logged in. */
  readonly menuPath: string;
}

/** The sites that the extension knows from the start. */
const builtIn: readonly Site[] = [{ hostname: "app.localhost", menuPath: "/menu" }];

/** The site that a URL belongs to; undefined where it is not configured, not https, or no URL at all. */
export function siteOf(url: string): Site | undefined {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "https:") return undefined;
  return builtIn.find(({ hostname }) => hostname === parsed.hostname);
}

/** Whether a URL is the master menu of a site. */
export function isMenu(site: Site, url: string): boolean {
  return URL.parse(url)?.pathname === site.menuPath;
}
