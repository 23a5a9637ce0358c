import { createServer, type Server, type Socket } from "node:net";
import { clientEndpoint, remoteAddress, type RemoteOf } from "./client-address.ts";
import {
  announcementLength,
  clientInLine,
  clientInOctets,
  longestLine,
  proxyVersion,
  readAnnouncement,
  signatureLength,
  type ProxiedClient,
  type ProxyAnnouncement,
} from "./proxy-header.ts";

/** A listener to which proxies pass TLS connections through. */
export interface ProxiedListener {
  /** Accepts the connections, and hands them to the TLS server, which does not listen itself. */
  readonly listener: Server;
  /** The address of a client, as its proxy names it. */
  readonly remoteOf: RemoteOf;
}

/**
 * Accepts connections that begin with a header of PROXY protocol, version 1 or 2, if they come from a trusted proxy, and hands
 * them to a TLS server. Those of others have none, and are handed over as they are: which of the two it is depends on the
 * address alone, so that no client can name an address.
 *
 * @param isTrusted whether an address is a proxy's
 * @param timeout for the header, in milliseconds
 */
export function acceptProxied(
  isTrusted: (address: string) => boolean,
  timeout: number,
): ProxiedListener & { to(server: Server): void } {
  /** By the endpoint of the proxy's connection. */
  const clients = new Map<string, string>();
  const listener = createServer({ noDelay: true });
  return {
    listener,
    remoteOf: (socket) => clients.get(clientEndpoint(socket)) ?? remoteAddress(socket),
    to(server) {
      listener.on("connection", (socket: Socket) => {
        if (!isTrusted(socket.remoteAddress ?? "")) {
          server.emit("connection", socket);
          return;
        }
        const endpoint = clientEndpoint(socket);
        socket.on("error", () => undefined);
        socket.once("close", () => clients.delete(endpoint));
        readHeader(socket, timeout, (client) => {
          if (client !== undefined) clients.set(endpoint, client);
          server.emit("connection", socket);
        });
      });
    },
  };
}

/** Reads the header, and nothing beyond it; ends the connection if there is none in time. */
function readHeader(socket: Socket, timeout: number, done: (client: string | undefined) => void): void {
  let version: ReturnType<typeof proxyVersion>;
  let line = "";
  let announced: ProxyAnnouncement | undefined;
  /** The client; undefined until more octets have arrived. */
  const clientRead = (): ProxiedClient | undefined => {
    if (version === undefined) {
      const octets = take(socket, signatureLength);
      if (octets === undefined) return undefined;
      version = proxyVersion(octets);
      line = octets.toString("latin1");
    }
    if (version === 1) {
      // Octet by octet, because what follows the line is the client's.
      while (!line.endsWith("\n") && line.length < longestLine) {
        const octet = take(socket, 1);
        if (octet === undefined) return undefined;
        line += octet.toString("latin1");
      }
      return clientInLine(line);
    }
    if (version === undefined) return "malformed";
    if (announced === undefined) {
      const octets = take(socket, announcementLength);
      if (octets === undefined) return undefined;
      announced = readAnnouncement(octets);
      if (announced === undefined) return "malformed";
    }
    const octets = take(socket, announced.length);
    return octets && clientInOctets(announced, octets);
  };
  const read = (): void => {
    const client = clientRead();
    if (client === undefined) return;
    stop();
    if (client === "malformed") socket.destroy();
    else done(client === "none" ? undefined : client.address);
  };
  const timer = setTimeout(() => socket.destroy(), timeout).unref();
  const stop = (): void => {
    clearTimeout(timer);
    socket.off("readable", read);
  };
  socket.once("close", stop);
  socket.on("readable", read);
}

/** Exactly this number of octets; undefined if fewer have arrived. */
function take(socket: Socket, length: number): Buffer | undefined {
  if (length === 0) return Buffer.alloc(0);
  const octets: unknown = socket.read(length);
  // At its end a stream gives what is left.
  return Buffer.isBuffer(octets) && octets.length === length ? octets : undefined;
}
