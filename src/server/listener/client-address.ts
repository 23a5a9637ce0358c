import { isIPv6, type Socket } from "node:net";
import { ipv6Groups } from "../system/ip-address.ts";

/** Finds the address under which a connection is counted. */
export type AddressOf = (socket: Pick<Socket, "remoteAddress" | "remotePort">) => string;

/**
 * The address under which a client's connections are counted: an IPv4 address, or an IPv6 /64, because a client with
 * one of its addresses usually has them all (RFC 4291, section 2.5.4).
 */
export function clientAddress({ remoteAddress = "" }: Pick<Socket, "remoteAddress">): string {
  // Checked first, because parsing IPv6 is expensive, and this is called several times for each connection.
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

/** The client's address and port, which identify a connection both as a TCP socket and as a TLS socket. */
export function clientEndpoint({ remoteAddress = "", remotePort = 0 }: Pick<Socket, "remoteAddress" | "remotePort">): string {
  return `${remoteAddress} ${remotePort}`;
}
