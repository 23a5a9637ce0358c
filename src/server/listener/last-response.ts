import { ServerResponse, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** The response to a request on a connection that the server's parser has given up: the last one there, which closes it. */
export function lastResponse(incoming: IncomingMessage, socket: Socket): ServerResponse {
  const outgoing = new ServerResponse(incoming);
  outgoing.shouldKeepAlive = false;
  outgoing.assignSocket(socket);
  outgoing.once("finish", () => {
    outgoing.detachSocket(socket);
    outgoing.emit("close");
    socket.destroySoon();
  });
  return outgoing;
}
