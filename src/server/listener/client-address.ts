import { isIPv6, type Socket } from "node:net";

/**
 * The address that a client's connections are counted by: that of IPv4, or the /64 of IPv6, in which whoever has one
 * address has all of them (RFC 4291, section 2.5.4).
 */
export function clientAddress({ remoteAddress = "" }: Pick<Socket, "remoteAddress">): string {
  const [address = ""] = remoteAddress.split("%");
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const before = head.split(":").filter((group) => group !== "");
  const after = (tail ?? "").split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

/** The client's address and port: a connection has the same before its handshake, as TCP, and after it, as TLS. */
export function clientEndpoint({ remoteAddress = "", remotePort = 0 }: Pick<Socket, "remoteAddress" | "remotePort">): string {
  return `${remoteAddress} ${remotePort}`;
}
