import type { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import { sitesOf, type Site } from "../../settings/hosts.ts";
import { productNamed, type ProductRules } from "../../settings/products.ts";
import type { Settings } from "../../settings/settings.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";

/** A host of this service. */
export interface ServedHost {
  readonly role: "app" | "auth" | "verify" | "recover" | "console" | "operator";
  /** As the request named it, in lower case and without the port. */
  readonly name: string;
  /** Of an app's or an auth host. */
  readonly site?: Site;
}

const authorityForm = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?$/;

/**
 * The host and port that a request is for, in lower case: its `Host`, in HTTP/2 its `:authority` (RFC 9112, section
 * 3.2; RFC 9113, section 8.3.1).
 *
 * @returns undefined if it names none, a malformed one, or several: a reverse proxy might use a different one from the
 * service, so that one host would answer a request for another. A target in absolute form names one, too, but does not
 * replace `Host`, which an app behind the service goes by.
 */
export function authorityOf(incoming: IncomingMessage | Http2ServerRequest): string | undefined {
  const { rawHeaders, url = "" } = incoming;
  const named = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && /^(?::authority|host)$/i.test(name) ? [rawHeaders[at + 1] ?? ""] : [],
  );
  if (!(incoming instanceof Http2ServerRequest) && named.length !== 1) return undefined;
  if (!url.startsWith("/")) named.push(/^https:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "");
  const [authority = "", ...others] = named.map((each) => each.toLowerCase());
  const [whole, port = "0"] = authorityForm.exec(authority) ?? [];
  return Number(port) > 65_535 || others.some((other) => other !== authority) ? undefined : whole;
}

/**
 * The host of an authority (host and port) on the listener that requests client certificates.
 *
 * @returns undefined if this listener does not serve it
 */
export function servedHost(hosts: Settings["hosts"], authority: string): ServedHost | undefined {
  const name = nameIn(authority);
  for (const role of ["app", "auth"] as const) {
    const site = sitesOf(hosts, role).find(({ host }) => host === name);
    if (site !== undefined) return { role, name, site };
  }
  if (name === hosts.console) return { role: "console", name };
  if (name === hosts.operator) return { role: "operator", name };
  const label = name.endsWith(`.${hosts.verify}`) ? name.slice(0, -hosts.verify.length - 1) : undefined;
  const proof = name === hosts.verify || (label !== undefined && /^[a-z0-9-]{1,63}$/.test(label));
  return proof ? { role: "verify", name } : undefined;
}

/**
 * The host of an authority on the recovery listener. It also serves the names of the auth hosts, which programs can resolve
 * where only browsers resolve the others.
 */
export function recoveryHost(hosts: Settings["hosts"], authority: string): ServedHost | undefined {
  const name = nameIn(authority);
  return name === hosts.recover || sitesOf(hosts, "auth").some(({ host }) => host === name) ? { role: "recover", name } : undefined;
}

/** The host of an authority that a front passes requests on for: those of both listeners. */
export function frontHost(hosts: Settings["hosts"], authority: string): ServedHost | undefined {
  const isRecovery = nameIn(authority) === hosts.recover;
  return servedHost(hosts, authority) ?? (isRecovery ? { role: "recover", name: hosts.recover } : undefined);
}

function nameIn(authority: string): string {
  return authority.replace(/:\d{1,5}$/, "");
}

/** The product whose rules apply on a host; on hosts without a product, the certificate's product. */
export function productOf(settings: Settings, { site }: ServedHost, certificate: HeldCertificate): ProductRules {
  return productNamed(settings, site?.product ?? certificate.product);
}
