import { requestIdHeader } from "../../protocol/problem.ts";
import { valuesIn } from "../listener/raw-headers.ts";
import { fieldsOfConnection } from "./hop-by-hop.ts";

/** Where a request came, and where it was passed on to. */
interface Asked {
  /** The name that the request was for. */
  readonly host: string;
  /** The same with its port, as the client named it. */
  readonly authority: string;
  /** The app's origin. */
  readonly upstream: string;
}

/**
 * What the head of an app's response is passed on with: names and values without what belongs to the app's connection,
 * without `Alt-Svc` (RFC 7838), which would lead clients past the service, and without cookies for hosts that are not the
 * app's, which browsers would not take either. Redirections to the app itself lead to the service.
 */
export function passedResponseHead(rawHeaders: readonly string[], asked: Asked): string[] {
  const isOfConnection = fieldsOfConnection(valuesIn(rawHeaders, "connection"));
  const passed: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const value = rawHeaders[at + 1] ?? "";
    const lower = name.toLowerCase();
    if (lower === "alt-svc" || lower === requestIdHeader.toLowerCase() || isOfConnection(lower)) continue;
    if (lower === "set-cookie" && !isForHost(value, asked.host)) continue;
    passed.push(name, lower === "location" || lower === "content-location" ? throughService(value, asked) : value);
  }
  return passed;
}

/** An app that does not know who is in front of it writes addresses with the scheme by which it was asked, or with its own origin. */
function throughService(address: string, { authority, upstream }: Asked): string {
  for (const origin of [`http://${authority}`, upstream]) {
    const [begin, rest] = [address.slice(0, origin.length), address.slice(origin.length)];
    if (begin.toLowerCase() === origin.toLowerCase() && /^(?:[/?#]|$)/.test(rest)) return `https://${authority}${rest}`;
  }
  return address;
}

/** RFC 6265, section 5.3: the last `Domain` counts, and must be the host or a domain above it. */
function isForHost(cookie: string, host: string): boolean {
  const domains = cookie
    .split(";")
    .slice(1)
    .flatMap((attribute) => /^\s*domain\s*=(.*)$/i.exec(attribute)?.[1] ?? []);
  const domain = domains.at(-1)?.trim().toLowerCase().replace(/^\./, "") ?? "";
  return domain === "" || host === domain || host.endsWith(`.${domain}`);
}

/** Fields that a recipient must not take from a trailer (RFC 9110, section 6.5.1): framing, routing, authentication, cookies. */
const neverInTrailers =
  /^(?:connection|content-.*|transfer-encoding|trailer|host|te|upgrade|keep-alive|proxy-.*|www-authenticate|authorization|set-cookie|cache-control|expires|age|date|location|retry-after|vary|alt-svc|clear-site-data)$/i;

/** The trailers of an app's response that are passed on. */
export function passedTrailers(rawTrailers: readonly string[]): [string, string][] {
  const passed: [string, string][] = [];
  for (let at = 0; at < rawTrailers.length; at += 2) {
    const name = rawTrailers[at] ?? "";
    if (!neverInTrailers.test(name)) passed.push([name, rawTrailers[at + 1] ?? ""]);
  }
  return passed;
}
