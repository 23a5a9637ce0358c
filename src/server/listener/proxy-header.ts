import { isIP } from "node:net";

/** The octets by which the versions differ: the signature of version 2. Version 1 has at least 15. */
export const signatureLength = 12;
/** The octets after the signature, up to the length of the addresses. */
export const announcementLength = 4;
/** The most octets of a header in version 1, its line break included. */
export const longestLine = 107;
/** The most octets of addresses and extensions in version 2; extensions are skipped. */
const longest = 4096;

const signature = Buffer.from("0d0a0d0a000d0a515549540a", "hex");
const commands = { local: 0, proxy: 1 } as const;
/** TCP over IPv4 and IPv6: the octets of one address. */
const addressLengths: ReadonlyMap<number, number> = new Map([
  [0x11, 4],
  [0x21, 16],
]);

/** What a header of version 2 announces. */
export interface ProxyAnnouncement {
  readonly forClient: boolean;
  readonly family: number;
  /** The number of octets that follow. */
  readonly length: number;
}

/** A header's client; `none` for the proxy's own connection, such as a health check, and for others than TCP over IP. */
export type ProxiedClient = { readonly address: string } | "none" | "malformed";

/** The version of a header of PROXY protocol (HAProxy's specification, section 2), by its first octets; undefined if they are of none. */
export function proxyVersion(octets: Buffer): 1 | 2 | undefined {
  if (octets.equals(signature)) return 2;
  return octets.toString("latin1").startsWith("PROXY ") ? 1 : undefined;
}

/** Reads the octets after the signature; undefined if they are malformed. */
export function readAnnouncement(octets: Buffer): ProxyAnnouncement | undefined {
  const [kind = 0, family = 0] = octets;
  const length = octets.readUInt16BE(2);
  const command = kind & 0x0f;
  const known = kind >> 4 === 2 && (command === commands.local || command === commands.proxy);
  return known && length <= longest ? { forClient: command === commands.proxy, family, length } : undefined;
}

/** The client in a line of version 1 (section 2.1). */
export function clientInLine(line: string): ProxiedClient {
  if (/^PROXY UNKNOWN(?: [ -~]*)?\r\n$/.test(line)) return "none";
  const [, family, source = "", target = ""] = /^PROXY TCP([46]) (\S+) (\S+) \d{1,5} \d{1,5}\r\n$/.exec(line) ?? [];
  return family !== undefined && [source, target].every((each) => String(isIP(each)) === family)
    ? { address: source }
    : "malformed";
}

/** The client in the announced octets of version 2 (section 2.2). */
export function clientInOctets({ forClient, family }: ProxyAnnouncement, octets: Buffer): ProxiedClient {
  const size = addressLengths.get(family);
  if (!forClient || size === undefined) return "none";
  // Both addresses, and both ports.
  if (octets.length < 2 * size + 4) return "malformed";
  const source = octets.subarray(0, size);
  if (size === 4) return { address: source.join(".") };
  return { address: Array.from({ length: 8 }, (_, at) => source.readUInt16BE(2 * at).toString(16)).join(":") };
}
