import type { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import type { Product, Settings } from "../../settings/settings.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";

/** A host name of this service, and what is behind it. */
export interface ServedHost {
  readonly role: "app" | "auth" | "verify" | "recover";
  /** As the request named it, in lower case and without the port. */
  readonly name: string;
}

const authorityForm = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?$/;

/**
 * The host and port that a request is for, in lower case: its `Host`, in HTTP/2 its `:authority` (RFC 9112, section
 * 3.2; RFC 9113, section 8.3.1).
 *
 * @returns undefined where it names none, one that is malformed, or several: a front might go by another one than the
 * service does, so that what is for one host is answered by another. A target in absolute form names one too.
 */
export function authorityOf(incoming: IncomingMessage | Http2ServerRequest): string | undefined {
  const { rawHeaders, url = "" } = incoming;
  const named = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && /^(?::authority|host)$/i.test(name) ? [rawHeaders[at + 1] ?? ""] : [],
  );
  if (!(incoming instanceof Http2ServerRequest) && named.length > 1) return undefined;
  if (!url.startsWith("/")) named.push(/^https:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "");
  const [authority = "", ...others] = named.map((each) => each.toLowerCase());
  const [whole, port = "0"] = authorityForm.exec(authority) ?? [];
  return Number(port) > 65_535 || others.some((other) => other !== authority) ? undefined : whole;
}

/**
 * What an authority asks for on the listener that asks for certificates.
 *
 * @returns undefined where no such host is served here
 */
export function servedHost(hosts: Settings["hosts"], authority: string): ServedHost | undefined {
  const name = nameIn(authority);
  if (name === hosts.app) return { role: "app", name };
  if (name === hosts.auth) return { role: "auth", name };
  const label = name.endsWith(`.${hosts.verify}`) ? name.slice(0, -hosts.verify.length - 1) : undefined;
  const proof = name === hosts.verify || (label !== undefined && /^[a-z0-9-]{1,63}$/.test(label));
  return proof ? { role: "verify", name } : undefined;
}

/**
 * What an authority asks for on the recovery listener. The auth host's name is good there too: it is the one that
 * programs can reach where only browsers look up the others.
 */
export function recoveryHost(hosts: Settings["hosts"], authority: string): ServedHost | undefined {
  const name = nameIn(authority);
  return name === hosts.recover || name === hosts.auth ? { role: "recover", name } : undefined;
}

function nameIn(authority: string): string {
  return authority.replace(/:\d{1,5}$/, "");
}

/** The product whose rules hold on a host; on hosts that are nobody's own, those of the certificate's tenant. */
export function productOf(settings: Settings, { role }: ServedHost, certificate: HeldCertificate): Product {
  switch (role) {
    case "app":
      return settings.products.weborca;
    case "auth":
      return settings.products.orcamo;
    case "verify":
    case "recover":
      return settings.products[certificate.product];
  }
}
