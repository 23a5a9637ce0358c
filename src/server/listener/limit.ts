import type { EventEmitter } from "node:events";
import type { Server, Socket } from "node:net";
import type { Limits } from "../settings/operation-settings.ts";
import { clientAddress } from "./client-address.ts";
import type { ConnectionObserver } from "./connection-observer.ts";
import type { Connection } from "./connection.ts";
import type { TlsListener } from "./create-listener.ts";
import { RateLimit } from "./rate-limit.ts";

/** The limit that a client has exceeded. */
export type Excess = "connections-exceeded" | "requests-exceeded";

/** The limits of each client. */
export interface ClientLimits {
  /** Counts a connection until it closes. */
  readonly enter: (connection: Connection, carrier: EventEmitter) => void;
  /** The limit that a request on a connection exceeds, if any. */
  readonly excessOf: (connection: Connection) => Excess | undefined;
}

/**
 * Limits connections and requests. Connections over the limit of the server or of an address are closed before their
 * handshake. Connections over the limit of a certificate, and requests over its rate, are reported to the caller, which
 * refuses them. Clients without one of this service's certificates share the rate of their address, because they could
 * create any number of certificates.
 *
 * @param limits read for each connection and request, because a reload may change them; `connections` is also the server's
 * @param now in milliseconds, for the rate
 */
export function limited(
  server: Server,
  limits: () => Limits,
  now: () => number,
  { refused }: Pick<ConnectionObserver, "refused">,
  { entrance, remoteOf }: Pick<TlsListener, "entrance" | "remoteOf">,
): ClientLimits {
  const addresses = new Map<string, number>();
  const certificates = new Map<string, number>();
  const excessive = new WeakSet<Connection>();
  const requests = limitedRequests(entrance, limits, now, { refused });
  server.on("connection", (socket) => {
    if (enter(addresses, clientAddress(remoteOf(socket)), limits().connectionsPerAddress, socket)) return;
    refused("connectionsPerAddress");
    socket.destroy();
  });
  // A failed or timed-out handshake cannot be answered in HTTP.
  server.on("tlsClientError", (_: unknown, socket: Socket) => socket.destroy());
  return {
    enter(connection, carrier) {
      if (!connection.trusted) return;
      if (!enter(certificates, connection.client, limits().connectionsPerCertificate, carrier)) excessive.add(connection);
    },
    excessOf(connection) {
      return excessive.has(connection) ? "connections-exceeded" : requests.excessOf(connection);
    },
  };
}

/** Limits requests, and the connections of the server, without regard to whom these belong: a front has its clients share them. */
export function limitedRequests(
  server: Server,
  limits: () => Limits,
  now: () => number,
  { refused }: Pick<ConnectionObserver, "refused">,
): Pick<ClientLimits, "excessOf"> {
  const rate = new RateLimit(limits().requestsPerSecond, now);
  server.maxConnections = limits().connections;
  server.on("drop", () => refused("connections"));
  return {
    excessOf(connection) {
      rate.adjust(limits().requestsPerSecond);
      return rate.take(connection.client) ? undefined : "requests-exceeded";
    },
  };
}

/** Counts a connection until it closes; returns whether it is within the limit. */
function enter(counts: Map<string, number>, key: string, limit: number, carrier: EventEmitter): boolean {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  carrier.once("close", () => {
    const left = (counts.get(key) ?? 1) - 1;
    if (left > 0) counts.set(key, left);
    else counts.delete(key);
  });
  return count <= limit;
}
