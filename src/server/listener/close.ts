import type { EventEmitter } from "node:events";
import type { Server, Socket } from "node:net";

/**
 * Watches the requests and connections of a server, so that it can be closed.
 *
 * @param patience how long requests that are under way may take to end, in milliseconds
 * @returns what closes it, once, however often it is called: no new connection is taken, requests under way end or run out of time, and then every
 * connection is cut, those that wait for a next request or are in the middle of a handshake too
 */
export function closable(server: Server, patience: number): () => Promise<void> {
  const sockets = new Set<Socket>();
  const underWay = new Set<EventEmitter>();
  let closing = false;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const waitFor = (what: EventEmitter): void => {
    underWay.add(what);
    what.once("close", () => {
      underWay.delete(what);
      if (closing && underWay.size === 0) cut();
    });
  };
  server.on("request", (_: unknown, response: EventEmitter) => waitFor(response));
  // The server tells its HTTP/2 sessions to go away (RFC 9113, section 6.8); each ends with its last answer.
  server.on("session", waitFor);
  const close = async (): Promise<void> => {
    closing = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    if (underWay.size === 0) cut();
    const limit = setTimeout(cut, patience);
    await closed;
    clearTimeout(limit);
  };
  let end: Promise<void> | undefined;
  return async () => await (end ??= close());
}
