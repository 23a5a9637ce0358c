import type { EventEmitter } from "node:events";
import type { Server, Socket } from "node:net";

/**
 * Tracks the requests and connections of a server, so that it can be closed.
 *
 * @param entrance the server that accepts its connections, if that is another one
 * @param timeout how long pending requests may take, in milliseconds
 * @returns a function that closes it, idempotent: it accepts no new connections, waits for pending requests or the
 * timeout, and then closes every connection, including idle ones and those in a handshake
 */
export function closable(server: Server, timeout: () => number, entrance = server): () => Promise<void> {
  const sockets = new Set<Socket>();
  const pending = new Set<EventEmitter>();
  let closing = false;
  const closeAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const track = (what: EventEmitter): void => {
    pending.add(what);
    what.once("close", () => {
      pending.delete(what);
      if (closing && pending.size === 0) closeAll();
    });
  };
  server.on("request", (_: unknown, response: EventEmitter) => track(response));
  // The server sends GOAWAY to its HTTP/2 sessions (RFC 9113, section 6.8), which end with their last response.
  server.on("session", track);
  const close = async (): Promise<void> => {
    closing = true;
    const closed = new Promise<void>((resolve) => entrance.close(() => resolve()));
    // One that does not listen itself ends its HTTP/2 sessions all the same.
    if (entrance !== server) server.close();
    if (pending.size === 0) closeAll();
    const limit = setTimeout(closeAll, timeout());
    await closed;
    clearTimeout(limit);
  };
  let end: Promise<void> | undefined;
  return async () => await (end ??= close());
}
