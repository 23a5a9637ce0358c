import type { Product, Settings } from "../settings.ts";
import type { HeldCertificate } from "../store/certificates.ts";

/** A host name of this service, and what is behind it. */
export interface ServedHost {
  readonly role: "app" | "auth" | "verify" | "recover";
  /** As the request named it, in lower case and without the port. */
  readonly name: string;
}

/**
 * What a `Host` header asks for.
 *
 * @returns undefined where no such host is served here
 */
export function servedHost(hosts: Settings["hosts"], header: string | undefined): ServedHost | undefined {
  const name = (header ?? "").toLowerCase().replace(/:\d{1,5}$/, "");
  if (name === hosts.app) return { role: "app", name };
  if (name === hosts.auth) return { role: "auth", name };
  if (name === hosts.recover) return { role: "recover", name };
  const label = name.endsWith(`.${hosts.verify}`) ? name.slice(0, -hosts.verify.length - 1) : undefined;
  const proof = name === hosts.verify || (label !== undefined && /^[a-z0-9-]{1,63}$/.test(label));
  return proof ? { role: "verify", name } : undefined;
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
