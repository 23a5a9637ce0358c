import type { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Server, Socket } from "node:net";
import { clientEndpoint } from "./client-address.ts";

/**
 * The safe methods (RFC 9110, section 9.2.1). A request with one of them writes at most once for a certificate, its first
 * use or first download, which is not worth waiting for.
 */
const safeMethods: readonly (string | undefined)[] = ["GET", "HEAD", "OPTIONS"];

/**
 * Announces the clients that may be about to write to the database: those in a handshake, whose request is unknown yet,
 * and those whose request may write, until it is answered.
 *
 * @param expect is called for each, and returns the function to call once it has been answered or is gone
 */
export function announceWriters(server: Server, expect: () => () => void): void {
  /** By the client's endpoint. */
  const handshakes = new Map<string, () => void>();
  const end = (client: string): void => {
    handshakes.get(client)?.();
    handshakes.delete(client);
  };
  server.on("connection", (socket: Socket) => {
    const client = clientEndpoint(socket);
    end(client);
    handshakes.set(client, expect());
    socket.once("close", () => end(client));
  });
  server.on("secureConnection", (socket: Socket) => end(clientEndpoint(socket)));
  server.on("request", ({ method }: Pick<IncomingMessage, "method">, response: EventEmitter) => {
    if (!safeMethods.includes(method)) response.once("close", expect());
  });
}
