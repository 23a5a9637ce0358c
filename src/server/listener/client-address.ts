import { isIPv6, type Socket } from "node:net";
import { ipv6Groups } from "../system/ip-address.ts";

/**
 * The address that a client's connections are counted by: that of IPv4, or the /64 of IPv6, in which whoever has one
 * address has all of them (RFC 4291, section 2.5.4).
 */
export function clientAddress({ remoteAddress = "" }: Pick<Socket, "remoteAddress">): string {
  // Whether it is one of IPv6 is dear to find out, and asked several times for each connection.
  if (!remoteAddress.includes(":")) return remoteAddress;
  const [address = ""] = remoteAddress.split("%");
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const network = ipv6Groups(address)
    .slice(0, 4)
    .map((group) => group.toString(16));
  return `${network.join(":")}::/64`;
}

/** The client's address and port: a connection has the same before its handshake, as TCP, and after it, as TLS. */
export function clientEndpoint({ remoteAddress = "", remotePort = 0 }: Pick<Socket, "remoteAddress" | "remotePort">): string {
  return `${remoteAddress} ${remotePort}`;
}
