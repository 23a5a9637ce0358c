import type { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import type { Product, Settings } from "../settings.ts";
import type { HeldCertificate } from "../store/certificates.ts";

/** A host name of this service, and what is behind it. */
export interface ServedHost {
  readonly role: "app" | "auth" | "verify" | "recover";
  /** As the request named it, in lower case and without the port. */
  readonly name: string;
}

/** The host and port that a request is for: its `:authority` in HTTP/2, else its `Host`. */
export function authorityOf(incoming: IncomingMessage | Http2ServerRequest): string | undefined {
  return incoming instanceof Http2ServerRequest ? incoming.authority : incoming.headers.host;
}

/**
 * What an authority asks for on the listener that asks for certificates.
 *
 * @returns undefined where no such host is served here
 */
export function servedHost(hosts: Settings["hosts"], authority: string | undefined): ServedHost | undefined {
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
export function recoveryHost(hosts: Settings["hosts"], authority: string | undefined): ServedHost | undefined {
  const name = nameIn(authority);
  return name === hosts.recover || name === hosts.auth ? { role: "recover", name } : undefined;
}

function nameIn(authority = ""): string {
  return authority.toLowerCase().replace(/:\d{1,5}$/, "");
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
