import { sitesOf } from "./hosts.ts";
import type { Settings } from "./settings.ts";

/**
 * The hosts that the names in the server's own certificate do not cover, so that clients refuse it there: a wildcard stands for
 * one label (RFC 9525, section 6.3).
 */
export function uncoveredHosts({
  hosts,
  freshProofHosts,
  serverCertificate: { dnsNames, ipAddresses },
}: Pick<Settings, "hosts" | "freshProofHosts" | "serverCertificate">): readonly string[] {
  const names = new Set([...dnsNames, ...ipAddresses].map((name) => name.toLowerCase()));
  const served = [
    ...(["app", "auth"] as const).flatMap((role) => sitesOf(hosts, role).map(({ host }) => host)),
    hosts.verify,
    ...(freshProofHosts ? [`*.${hosts.verify}`] : []),
    hosts.recover,
    ...(hosts.operator === undefined ? [] : [hosts.operator]),
  ];
  const isCovered = (name: string): boolean => names.has(name) || names.has(`*.${name.split(".").slice(1).join(".")}`);
  return [...new Set(served)].filter((host) => !isCovered(host.toLowerCase()));
}
