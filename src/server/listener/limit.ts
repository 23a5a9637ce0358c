import type { EventEmitter } from "node:events";
import type { Server, Socket } from "node:net";
import type { Limits } from "../settings/operation-settings.ts";
import { clientAddress } from "./client-address.ts";
import type { ConnectionObserver } from "./connection-observer.ts";
import type { Connection } from "./connection.ts";
import { RateLimit } from "./rate-limit.ts";

/** Why a client is served no further for now. */
export type Excess = "connections-exceeded" | "requests-exceeded";

/** What is counted for each client. */
export interface ClientLimits {
  /** Counts a connection until it closes. */
  readonly enter: (connection: Connection, carrier: EventEmitter) => void;
  /** Whether a request on a connection is beyond a limit. */
  readonly excessOf: (connection: Connection) => Excess | undefined;
}

/**
 * Keeps one client from taking what all need. Connections beyond a server's or an address's number are cut before
 * their handshake. Those beyond a certificate's number, and requests beyond its rate, are for the caller to refuse;
 * clients without a certificate of this service's share
 * their address's, because certificates of their own making would cost them nothing.
 *
 * @param now in milliseconds, for the rate
 */
export function limited(
  server: Server,
  limits: Limits,
  now: () => number,
  { refused }: Pick<ConnectionObserver, "refused">,
): ClientLimits {
  const addresses = new Map<string, number>();
  const certificates = new Map<string, number>();
  const excessive = new WeakSet<Connection>();
  const rate = new RateLimit(limits.requestsPerSecond, now);
  server.maxConnections = limits.connections;
  server.on("drop", () => refused("connections"));
  server.on("connection", (socket) => {
    if (enter(addresses, clientAddress(socket), limits.connectionsPerAddress, socket)) return;
    refused("connectionsPerAddress");
    socket.destroy();
  });
  // A handshake that failed, or took too long, has no way to be answered in HTTP.
  server.on("tlsClientError", (_: unknown, socket: Socket) => socket.destroy());
  return {
    enter(connection, carrier) {
      if (!connection.trusted) return;
      if (!enter(certificates, connection.client, limits.connectionsPerCertificate, carrier)) excessive.add(connection);
    },
    excessOf(connection) {
      if (excessive.has(connection)) return "connections-exceeded";
      return rate.take(connection.client) ? undefined : "requests-exceeded";
    },
  };
}

/** Counts a connection until it closes; whether it is one of those allowed. */
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
