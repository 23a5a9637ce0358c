import type { IncomingMessage } from "node:http";
import type { Server, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Limits } from "../operation-settings.ts";
import { RateLimit } from "./rate-limit.ts";

/** Why a client is served no further for now. */
export type Excess = "connections-exceeded" | "requests-exceeded";

/**
 * Keeps one client from taking what all need. Connections beyond a server's or an address's number are cut before
 * their handshake. Those beyond a certificate's number, and requests beyond its rate, are for the caller to refuse;
 * clients without a certificate share their address's.
 *
 * @param now in milliseconds, for the rate
 * @returns what tells whether a request is beyond a limit
 */
export function limited(server: Server, limits: Limits, now: () => number): (incoming: IncomingMessage) => Excess | undefined {
  const addresses = new Map<string, number>();
  const certificates = new Map<string, number>();
  const holders = new WeakMap<Socket, string>();
  const excessive = new WeakSet<Socket>();
  const rate = new RateLimit(limits.requestsPerSecond, now);
  server.maxConnections = limits.connections;
  server.on("connection", (socket) => {
    if (!enter(addresses, socket.remoteAddress ?? "", limits.connectionsPerAddress, socket)) socket.destroy();
  });
  // A handshake that failed, or took too long, has no way to be answered in HTTP.
  server.on("tlsClientError", (_: unknown, socket: Socket) => socket.destroy());
  server.on("secureConnection", (socket: TLSSocket) => {
    const certificate = socket.getPeerX509Certificate()?.fingerprint256;
    if (certificate === undefined) return;
    holders.set(socket, certificate);
    if (!enter(certificates, certificate, limits.connectionsPerCertificate, socket)) excessive.add(socket);
  });
  return ({ socket }) => {
    if (excessive.has(socket)) return "connections-exceeded";
    return rate.take(holders.get(socket) ?? socket.remoteAddress ?? "") ? undefined : "requests-exceeded";
  };
}

/** Counts a connection until it closes; whether it is one of those allowed. */
function enter(counts: Map<string, number>, key: string, limit: number, socket: Socket): boolean {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  socket.once("close", () => {
    const left = (counts.get(key) ?? 1) - 1;
    if (left > 0) counts.set(key, left);
    else counts.delete(key);
  });
  return count <= limit;
}
