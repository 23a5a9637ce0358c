import { isIPv6, type Socket } from "node:net";
import { ipv6Groups } from "../system/ip-address.ts";

/** Finds the IP address of a connection's client. */
export type RemoteOf = (socket: Pick<Socket, "remoteAddress" | "remotePort">) => string;

/** The IP address of a connection's client; one that IPv6 maps (RFC 4291, section 2.5.5.2) as IPv4. */
export function remoteAddress({ remoteAddress: address = "" }: Pick<Socket, "remoteAddress">): string {
  if (!address.includes(":")) return address;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/**
 * The address under which a client's connections are counted: an IPv4 address, or an IPv6 /64, because a client with
 * one of its addresses usually has them all (RFC 4291, section 2.5.4).
 */
export function clientAddress(remote: string): string {
  // Checked first, because parsing IPv6 is expensive, and this is called several times for each connection.
  if (!remote.includes(":")) return remote;
  const [address = ""] = remote.split("%");
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
