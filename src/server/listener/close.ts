import type { ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";

/**
 * Watches the requests and connections of a server, so that it can be closed.
 *
 * @param patience how long requests that are under way may take to end, in milliseconds
 * @returns what closes it: no new connection is taken, requests under way end or run out of time, and then every
 * connection is cut, those that wait for a next request or are in the middle of a handshake too
 */
export function closable(server: Server, patience: number): () => Promise<void> {
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
  server.on("request", (_: unknown, response: ServerResponse) => {
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
    const limit = setTimeout(cut, patience);
    await closed;
    clearTimeout(limit);
  };
}
