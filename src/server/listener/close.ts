import type { ServerResponse } from "node:http";
import type { Server } from "node:https";
import type { Socket } from "node:net";

/** How long requests that are under way may take to end, in milliseconds. */
const closingTime = 5000;

/**
 * Watches the requests and connections of a server, so that it can be closed.
 *
 * @returns what closes it: no new connection is taken, requests under way end within five seconds, and then every
 * connection is cut, those that wait for a next request or are in the middle of a handshake too
 */
export function closable(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  const underWay = new Set<ServerResponse>();
  let closing = false;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("request", (_, response) => {
    underWay.add(response);
    response.once("close", () => {
      underWay.delete(response);
      if (closing && underWay.size === 0) cut();
    });
  });
  return async () => {
    closing = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    if (underWay.size === 0) cut();
    const patience = setTimeout(cut, closingTime);
    await closed;
    clearTimeout(patience);
  };
}
