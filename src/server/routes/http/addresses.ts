import { randomBytes } from "node:crypto";
import { paths } from "../../../protocol/paths.ts";
import { originOn, sitesOf, type Site } from "../../settings/hosts.ts";
import type { Settings } from "../../settings/settings.ts";

/** The origins of the service's hosts. */
export interface Addresses {
  /** The first web app's. */
  readonly app: string;
  /** The first auth host's. */
  readonly auth: string;
  readonly verify: string;
  readonly recover: string;
  /** The administrators' site's, if there is one. */
  readonly console?: string;
  /** The system operators' site's, if there is one. */
  readonly operator?: string;
}

/** The origins of a service that listens on these ports. */
export function addressesOf({ hosts }: Settings, port: number, recoveryPort: number): Addresses {
  return {
    app: originOf(sitesOf(hosts, "app")[0], port),
    auth: originOf(sitesOf(hosts, "auth")[0], port),
    verify: originOn(hosts.verify, port),
    recover: originOn(hosts.recover, recoveryPort),
    ...(hosts.console === undefined ? {} : { console: originOn(hosts.console, port) }),
    ...(hosts.operator === undefined ? {} : { operator: originOn(hosts.operator, port) }),
  };
}

/** The origins whose pages show the dialog: the web apps, and the administrators' site. */
export function renewingOrigins({ hosts }: Settings, port: number): readonly string[] {
  const apps = sitesOf(hosts, "app").map((site) => originOf(site, port));
  return hosts.console === undefined ? apps : [...apps, originOn(hosts.console, port)];
}

/**
 * The URL on which a replacement is proved: on a host name never used before, because a browser remembers its choice of
 * certificate for each name.
 */
export function proofUrl({ hosts, freshProofHosts }: Settings, port: number): string {
  const name = freshProofHosts ? `${randomBytes(8).toString("hex")}.${hosts.verify}` : hosts.verify;
  return originOn(name, port) + paths.status;
}

/** The URL of the page for renewals with a code, if the service has one. */
export function recoveryPage({ hosts, recovery }: Settings, port: number): string | undefined {
  return recovery.assets && `${originOn(hosts.recover, port)}/`;
}

function originOf({ host, origin: configured }: Site, port: number): string {
  return configured ?? originOn(host, port);
}
