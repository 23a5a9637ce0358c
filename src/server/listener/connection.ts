import type { X509Certificate } from "node:crypto";
import type { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { Http2ServerRequest, type Http2SecureServer } from "node:http2";
import { TLSSocket } from "node:tls";
import { clientAddress, type RemoteOf } from "./client-address.ts";

/** A TLS connection after its handshake. It does not change, because renegotiation is disabled. */
export interface Connection {
  /** The peer certificate of this handshake, or of the one whose session it resumes. */
  readonly certificate: X509Certificate | undefined;
  /** The host that the client named in the handshake (RFC 6066, section 3), in lower case. */
  readonly serverName: string | undefined;
  /** The client's IP address; empty if a front does not name it. */
  readonly address: string;
  /** Whether the certificate was signed by one of this service's authorities, and has not expired. */
  readonly trusted: boolean;
  /**
   * The key under which the client's requests are counted: the fingerprint of its trusted certificate, or its address.
   */
  readonly client: string;
}

/**
 * Tracks the connections of a server, including those of HTTP/2, from the end of their handshake.
 *
 * @param opened receives each connection, and the emitter of its `close` event
 * @returns a function that finds the connection of a request
 */
export function watchConnections(
  server: Http2SecureServer,
  opened: (connection: Connection, carrier: EventEmitter) => void,
  remoteOf: RemoteOf,
): (incoming: IncomingMessage | Http2ServerRequest) => Connection {
  /** By their HTTP/2 session, or else by their socket. */
  const connections = new WeakMap<EventEmitter, Connection>();
  const open = (carrier: EventEmitter, socket: TLSSocket): void => {
    const connection = describe(socket, remoteOf);
    connections.set(carrier, connection);
    opened(connection, carrier);
  };
  server.on("secureConnection", (socket: TLSSocket) => {
    if (socket.alpnProtocol !== "h2") open(socket, socket);
  });
  server.on("session", (session) => {
    if (session.socket instanceof TLSSocket) open(session, session.socket);
  });
  return (incoming) => {
    const carrier = incoming instanceof Http2ServerRequest ? incoming.stream.session : incoming.socket;
    const connection = carrier && connections.get(carrier);
    if (connection === undefined) throw new TypeError("The request belongs to no connection of this server.");
    return connection;
  };
}

function describe(socket: TLSSocket, remoteOf: RemoteOf): Connection {
  const certificate = socket.getPeerX509Certificate();
  const trusted = certificate !== undefined && socket.authorized;
  const address = remoteOf(socket);
  return {
    certificate,
    address,
    serverName: typeof socket.servername === "string" ? socket.servername.toLowerCase() : undefined,
    trusted,
    client: trusted ? certificate.fingerprint256 : clientAddress(address),
  };
}
