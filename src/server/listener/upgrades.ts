import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket, type Server } from "node:net";
import { lastResponse } from "./last-response.ts";

/** A connection whose client asks for a WebSocket. */
export interface Upgrade {
  readonly socket: Socket;
  /** What the client has sent already. */
  readonly head: Buffer;
}

/** Finds the connection of a request for a WebSocket. */
export type UpgradeOf = (incoming: object) => Upgrade | undefined;

/** Whether a request asks for a WebSocket (RFC 6455, section 4.1). */
function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  const withBody = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  return method === "GET" && !withBody && headers.upgrade?.toLowerCase() === "websocket";
}

/**
 * Has the requests for a WebSocket answered like any other, within the same limits: with a response, which closes the
 * connection, unless it is taken from them. Any other upgrade is declined by answering the request as if it did not ask (RFC
 * 9110, section 7.8). The connection of a client that does not wait for the answers to earlier requests is closed.
 */
export function answerUpgrades(server: Server): UpgradeOf {
  const upgrades = new WeakMap<object, Upgrade>();
  // An option of Node, but its HTTP/2 server does not take it for HTTP/1.1.
  Object.assign(server, { shouldUpgradeCallback: asksForWebSocket });
  server.on("upgrade", (incoming: IncomingMessage, socket: unknown, head: Buffer) => {
    if (!(socket instanceof Socket)) return;
    socket.on("error", () => socket.destroy());
    let outgoing: ServerResponse;
    try {
      outgoing = lastResponse(incoming, socket);
    } catch {
      // It still belongs to an earlier response.
      socket.destroySoon();
      return;
    }
    upgrades.set(incoming, { socket, head });
    server.emit("request", incoming, outgoing);
  });
  return (incoming) => upgrades.get(incoming);
}
