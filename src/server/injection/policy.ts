/** What the policies of a page say about one script of its own origin. */
export type Verdict = { readonly allowed: true; readonly nonce: string | undefined } | { readonly allowed: false };

/** A script, and what it needs besides being run. */
interface Wanted {
  /** The absolute URL, of the page's own origin. */
  readonly script: URL;
  /** URLs that it connects to, of the page's own origin. */
  readonly connections: readonly URL[];
}

/** One policy (CSP Level 3, section 2.2): the sources of each directive, the first of each name. */
type Policy = ReadonlyMap<string, readonly string[]>;

const nonceSource = /^'nonce-([A-Za-z0-9+/_-]+={0,2})'$/i;

/**
 * Whether the policies of a page let it run an external script, and by which nonce: all of them must, each by a nonce of its own
 * or by the script's address, and let the script connect.
 *
 * @param serialized the values of `Content-Security-Policy` fields and `meta` elements
 */
export function judgePolicies(serialized: readonly string[], { script, connections }: Wanted): Verdict {
  const policies = serialized.flatMap((value) => value.split(",")).map(readPolicy);
  const nonces = new Set<string>();
  for (const policy of policies) {
    if (policy.has("sandbox") && !hasAll(policy.get("sandbox"), ["allow-scripts", "allow-same-origin"])) return { allowed: false };
    const connect = policy.get("connect-src") ?? policy.get("default-src");
    if (connect !== undefined && !connections.every((url) => allowsAddress(connect, url, script))) return { allowed: false };
    const scripts = policy.get("script-src-elem") ?? policy.get("script-src") ?? policy.get("default-src");
    if (scripts === undefined) continue;
    const own = scripts.flatMap((source) => nonceSource.exec(source)?.[1] ?? []);
    // With strict-dynamic, addresses do not count (CSP Level 3, section 6.7.1.1).
    const isStrict = scripts.some((source) => source.toLowerCase() === "'strict-dynamic'");
    if (!isStrict && allowsAddress(scripts, script, script)) continue;
    const [nonce] = own;
    if (nonce === undefined) return { allowed: false };
    nonces.add(nonce);
  }
  // A script has one nonce.
  const [nonce, ...others] = nonces;
  return others.length > 0 ? { allowed: false } : { allowed: true, nonce };
}

/**
 * Whether a page lets no script run without a hash of its content (Subresource Integrity, section 3.7): this one has none, because
 * it comes from the page's own origin, and changes with each update.
 *
 * @param values those of `Integrity-Policy` fields
 */
export function requiresIntegrity(values: readonly string[]): boolean {
  return /(?:^|[,\s])blocked-destinations=\([^)]*\bscript\b/.test(values.join(","));
}

function readPolicy(serialized: string): Policy {
  const policy = new Map<string, readonly string[]>();
  for (const directive of serialized.split(";")) {
    const [name = "", ...sources] = directive.trim().split(/[\t\n\f\r ]+/);
    const lower = name.toLowerCase();
    if (lower !== "" && !policy.has(lower)) policy.set(lower, sources);
  }
  return policy;
}

function hasAll(values: readonly string[] = [], wanted: readonly string[]): boolean {
  return wanted.every((each) => values.some((value) => value.toLowerCase() === each));
}

function allowsAddress(sources: readonly string[], url: URL, self: URL): boolean {
  return sources.some((source) => matches(source, url, self));
}

const hostSource = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::(\d+|\*))?(\/[^?#]*)?$/i;

/** Whether a source matches a URL (CSP Level 3, section 6.7.2.8), for a page of the origin of `self`, which is https. */
function matches(source: string, url: URL, self: URL): boolean {
  const lower = source.toLowerCase();
  if (lower === "'self'") return url.origin === self.origin;
  if (lower === "*" || lower === "https:" || lower === "http:") return true;
  const [whole, scheme, host = "", port, path] = hostSource.exec(source) ?? [];
  if (whole === undefined || (scheme !== undefined && !/^https?$/i.test(scheme))) return false;
  const isBelow = host.startsWith("*.") && url.hostname.endsWith(host.slice(1).toLowerCase());
  if (host !== "*" && !isBelow && host.toLowerCase() !== url.hostname) return false;
  const [asked, given] = [url.port === "" ? "443" : url.port, port ?? "443"];
  // A port of http counts for https, too, where it is its own.
  if (given !== "*" && given !== asked && !(given === "80" && asked === "443")) return false;
  if (path === undefined || path === "/") return true;
  return path.endsWith("/") ? url.pathname.startsWith(path) : url.pathname === path;
}
