import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { clientAddress } from "../listener/client-address.ts";
import type { Connection } from "../listener/connection.ts";
import type { Front, FrontListen } from "../settings/front.ts";
import { forms, readCertificateHeader } from "./certificate-header.ts";
import { forwardedAddress, trustedPeers } from "./trusted-peers.ts";

/** The header with the front's secret. */
const secretHeader = "X-Koshin-Front";

/** Why a request is not believed to be what a front passed on. */
export type FrontFault =
  /** The peer is none of `trust`. */
  | "peer"
  /** The front's secret is missing or wrong. */
  | "secret"
  /** A header that only the front may set came twice, or in a spelling that other programs take for the same name. */
  | "header"
  | "certificate"
  /** The host of the handshake is missing. */
  | "server-name";

export const frontFaults: readonly FrontFault[] = ["peer", "secret", "header", "certificate", "server-name"];

/** The connection between client and front, as the front describes it, or why it is not believed. */
interface Forwarded {
  readonly connection: Connection;
  readonly fault: FrontFault | undefined;
}

/** Reads what a front says about its client. */
export type ReadForwarded = (incoming: IncomingMessage) => Forwarded;

/**
 * How a listener reads what its front says.
 *
 * @param secret the front's; undefined if it needs none
 * @param isOurs whether a certificate is signed by one of this service's authorities, and has not expired
 */
export function forwardedReader(
  front: Front,
  listen: FrontListen,
  secret: string | undefined,
  isOurs: (certificate: NonNullable<Connection["certificate"]>) => boolean,
): ReadForwarded {
  const isTrusted = trustedPeers(front.trust);
  const { header: certificateHeader } = headersOf(front);
  const single = frontOnlyHeaders(front);
  const find = headerFinder([...single, "X-Forwarded-For"]);
  return (incoming) => {
    const peer = "path" in listen ? undefined : (incoming.socket.remoteAddress ?? "");
    const stranger = (fault: FrontFault): Forwarded => ({
      fault,
      connection: { certificate: undefined, serverName: undefined, address: peer ?? "", trusted: false, client: peer ?? "" },
    });
    if (peer !== undefined && !isTrusted(peer)) return stranger("peer");
    const found = find(incoming);
    if (found === undefined || single.some((name) => valuesOf(found, name).length > 1)) return stranger("header");
    const [given] = valuesOf(found, secretHeader);
    if (secret !== undefined && !sameSecret(given ?? "", secret)) return stranger("secret");
    const certificate = readCertificateHeader(front.form, valuesOf(found, certificateHeader)[0]);
    if (certificate === "malformed") return stranger("certificate");
    const named = valuesOf(found, front.serverNameHeader)[0]?.toLowerCase();
    const serverName = listen.serverName === undefined ? named : servedName(listen.serverName, incoming);
    if (serverName === undefined || serverName === "") return stranger("server-name");
    const address = forwardedAddress(valuesOf(found, "X-Forwarded-For").join(","), peer, isTrusted);
    const unnamed = clientAddress(address);
    if (certificate === "none")
      return { fault: undefined, connection: { certificate: undefined, serverName, address, trusted: false, client: unnamed } };
    const trusted = isOurs(certificate);
    const client = trusted ? certificate.fingerprint256 : unnamed;
    return { fault: undefined, connection: { certificate, serverName, address, trusted, client } };
  };
}

/**
 * Finds requests with a header that only a front may set, for the listeners that clients reach without it: their own
 * connection has a certificate, and a program on the way could believe the header.
 */
export function claimsFront(front: Front): (incoming: Pick<IncomingMessage, "rawHeaders">) => boolean {
  const find = headerFinder(frontOnlyHeaders(front));
  return (incoming) => {
    const found = find(incoming);
    return found === undefined || found.size > 0;
  };
}

/** The headers that only the front may set, and that no program behind the service gets from it. */
export function frontOnlyHeaders(front: Front): string[] {
  const { header, chainHeader } = headersOf(front);
  return [header, chainHeader, front.serverNameHeader, secretHeader].filter((name) => name !== undefined);
}

/** The headers with the certificate and with the rest of its chain. */
function headersOf({ form, header }: Front): { readonly header: string; readonly chainHeader: string | undefined } {
  return { header: header ?? forms[form].header, chainHeader: forms[form].chainHeader };
}

/**
 * Finds headers by their names, in the order of the request.
 *
 * @returns a function that returns undefined if one is spelt with an underscore for a hyphen: CGI, and programs that follow
 * it, take both for the same name (RFC 3875, section 4.1.18), and the front might have removed only one of them
 */
function headerFinder(
  names: readonly string[],
): (incoming: Pick<IncomingMessage, "rawHeaders">) => ReadonlyMap<string, readonly string[]> | undefined {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return ({ rawHeaders }) => {
    const found = new Map<string, string[]>();
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = (rawHeaders[at] ?? "").toLowerCase();
      const usual = name.replaceAll("_", "-");
      if (!wanted.has(usual)) continue;
      if (usual !== name) return undefined;
      found.set(name, [...(found.get(name) ?? []), rawHeaders[at + 1] ?? ""]);
    }
    return found;
  };
}

function valuesOf(found: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] {
  return found.get(name.toLowerCase()) ?? [];
}

/** On a listener for one host the handshake named that host, or one below it where a client may choose the first label. */
function servedName(serverName: string, { headers: { host = "" } }: IncomingMessage): string {
  const name = host.toLowerCase().replace(/:\d{1,5}$/, "");
  return name.endsWith(`.${serverName}`) ? name : serverName;
}

function sameSecret(given: string, secret: string): boolean {
  const [one, other] = [given, secret].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
