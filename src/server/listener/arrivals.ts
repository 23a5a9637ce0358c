import type { EventEmitter } from "node:events";
import type { Server, Socket } from "node:net";
import { clientEndpoint } from "./client-address.ts";

/**
 * Tells of everybody who is on their way to an answer: in a handshake, or with a request.
 *
 * @param arrive is called for each, and gives what is called when they have it or are gone
 */
export function watchArrivals(server: Server, arrive: () => () => void): void {
  /** By the client's endpoint. */
  const handshakes = new Map<string, () => void>();
  const end = (client: string): void => {
    handshakes.get(client)?.();
    handshakes.delete(client);
  };
  server.on("connection", (socket: Socket) => {
    const client = clientEndpoint(socket);
    end(client);
    handshakes.set(client, arrive());
    socket.once("close", () => end(client));
  });
  server.on("secureConnection", (socket: Socket) => end(clientEndpoint(socket)));
  server.on("request", (_: unknown, response: EventEmitter) => response.once("close", arrive()));
}
