import { BlockList, isIP } from "node:net";
import { remoteAddress } from "../listener/client-address.ts";

/** Whether an address is one of those whose word is believed. */
export type TrustedPeers = (address: string) => boolean;

/** Reads addresses and networks, as `trust` of the settings names them. */
export function trustedPeers(trust: readonly string[]): TrustedPeers {
  const list = new BlockList();
  for (const each of trust) {
    const [address = "", prefix] = each.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    const version = isIP(address);
    // For an IPv4 address in IPv6 (RFC 4291, section 2.5.5.2) the list looks among those in IPv4, too.
    return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}

/**
 * The client's address behind proxies: in `X-Forwarded-For`, to which each appends its peer's address, the last one that is
 * not a trusted proxy's. What stands before it could be the client's own invention.
 *
 * @param forwarded the header's value, if there is one
 * @param peer the address of the connection; undefined for a socket
 * @returns empty if nobody names an address
 */
export function forwardedAddress(forwarded: string | undefined, peer: string | undefined, isTrusted: TrustedPeers): string {
  const named = (forwarded ?? "").split(",").map((each) => each.trim().replace(/^\[(.*)\](?::\d+)?$/, "$1"));
  const hops = [...named, peer ?? ""].filter((each) => each !== "");
  const client = hops.findLast((each) => !isTrusted(each)) ?? hops[0] ?? "";
  return remoteAddress({ remoteAddress: isIP(client) === 0 ? (peer ?? "") : client });
}
