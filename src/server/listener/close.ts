import type { Server } from "node:https";
import type { Socket } from "node:net";

/** How long requests that are under way may take to end, in milliseconds. */
const closingTime = 5000;

/**
 * Watches the connections of a server, so that it can be closed.
 *
 * @returns what closes it: no new connection and no new request is taken, requests under way end, and connections that
 * do nothing, that never finished their handshake, or that take too long are cut
 */
export function closable(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, closingTime);
    await closed;
    clearTimeout(cut);
  };
}
