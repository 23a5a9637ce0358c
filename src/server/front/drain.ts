import { unlink } from "node:fs/promises";
import type { Server, ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { FrontListen } from "../settings/front.ts";
import { hasSystemCode } from "../system/system-code.ts";

/** The most connections that wait to be accepted: Node's default. */
const queueLength = 511;

/**
 * Lets a front's listener be closed without failing any request of the front, which has other processes of the service to
 * turn to. A front repeats a request only if it could not connect; one that is on its way in a connection is lost with it.
 *
 * @param timeout how long pending requests may take, and idle connections be kept, in milliseconds
 * @returns a function that closes it, idempotent: it accepts the connections that are in the queue and no others, answers
 * the requests on all of them, each of which is the last on its connection, and closes those that remain after the timeout
 */
export function drainable(server: Server, where: FrontListen, timeout: () => number): () => Promise<void> {
  const sockets = new Set<Socket>();
  const pending = new Set<ServerResponse>();
  let accepted = 0;
  let draining = false;
  server.on("connection", (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.prependListener("request", (_, response) => {
    if (draining) response.shouldKeepAlive = false;
    pending.add(response);
    response.once("close", () => pending.delete(response));
  });
  const acceptQueued = async (): Promise<void> => {
    // One connection is accepted in each round of the event loop, so a round without any has found the queue empty. At a port,
    // others may join it without end.
    const most = accepted + queueLength;
    for (let [before, quiet] = [accepted, 0]; quiet < 2 && accepted < most; quiet = accepted === before ? quiet + 1 : 0) {
      before = accepted;
      await setImmediate();
    }
  };
  const drain = async (): Promise<void> => {
    draining = true;
    for (const response of pending) response.shouldKeepAlive = false;
    if (server.listening) {
      if ("path" in where) await removeSocket(where.path);
      await acceptQueued();
    }
    // An HTTP server's own method closes idle connections, in which a request may be on its way.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    const limit = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, timeout());
    await closed;
    clearTimeout(limit);
    // Ends the checks of its time limits.
    server.close();
  };
  let end: Promise<void> | undefined;
  return async () => await (end ??= drain());
}

/** From here on, the front cannot connect, and turns to another process. */
async function removeSocket(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!hasSystemCode(error, "ENOENT")) throw error;
  });
}
