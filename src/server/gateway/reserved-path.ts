import { paths } from "../../protocol/paths.ts";

/** What the service answers itself on an app's host, with everything below each. */
const reserved: readonly string[] = [
  "/api/cert",
  "/.well-known/est",
  paths.description,
  paths.crl,
  paths.ocsp,
  paths.inpage.slice(0, -1),
];

/** How often a path may be percent-encoded over and over; no honest client encodes it twice. */
const decodings = 4;

/**
 * Whether the service keeps a path to itself, however it is spelt: programs differ in what they decode and resolve, and what
 * the service does not recognise as its own would be the app's. Each way of reading it counts: percent-encoded once or more,
 * with empty or dot segments, with backslashes, with parameters (`;…`) in its segments, in upper case.
 *
 * @param target the path and query of a request, as received
 */
export function isReservedPath(target: string): boolean {
  let [path = ""] = target.split(/[?#]/);
  for (let round = 0; round <= decodings; round++) {
    if (isReservedReading(path)) return true;
    const decoded = percentDecoded(path);
    if (decoded === path) return false;
    path = decoded;
  }
  return true;
}

function isReservedReading(path: string): boolean {
  // Decoded, they end the path for programs that decode before they split, or that are written in C.
  const [spelt = ""] = path.split(/[?#\0]/);
  const slashed = spelt.replaceAll("\\", "/").toLowerCase();
  // A reference without a scheme names a host first (RFC 3986, section 4.2).
  const paths = slashed.startsWith("//") ? [slashed, slashed.replace(/^\/+[^/]*/, "")] : [slashed];
  return paths.some((each) => {
    const segments = each
      .split("/")
      .map((segment) => nameOf(segment.replace(/;.*$/s, "")))
      .filter((segment) => segment !== "");
    return [segments, segments.filter((segment) => segment !== "."), withoutDots(segments)].some(isBelowReserved);
  });
}

/** Windows ignores full stops and spaces at the end of a name. */
function nameOf(segment: string): string {
  if (/^\.+$/.test(segment)) return segment;
  // Not by a regular expression, which begins anew at each of them: anybody may send a path with thousands.
  let end = segment.length;
  while (end > 0 && /[\s.]/.test(segment.charAt(end - 1))) end--;
  return segment.slice(0, end);
}

function isBelowReserved(segments: readonly string[]): boolean {
  const path = `/${segments.join("/")}`;
  return reserved.some((each) => path === each || path.startsWith(`${each}/`));
}

/** RFC 3986, section 5.2.4. */
function withoutDots(segments: readonly string[]): string[] {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  return kept;
}

/** Decodes octet for octet, with what some programs also take for ASCII: `%u002f`, and the overlong UTF-8 of old decoders. */
function percentDecoded(path: string): string {
  return path
    .replaceAll(/%(?:u00)?([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/([\xc0\xc1])([\x80-\xbf])/g, (_, lead: string, trail: string) =>
      String.fromCharCode(((lead.charCodeAt(0) & 1) << 6) | (trail.charCodeAt(0) & 0x3f)),
    );
}
