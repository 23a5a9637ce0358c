import { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "node:https";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { readIdentityRequest, type IdentityRequest } from "./identity-request.ts";

/** How long the rest of a body may take, in milliseconds. */
const bodyTime = 5000;

/** What Node's parser refuses, in Node's own words. */
const statuses: ReadonlyMap<string | undefined, string> = new Map([
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", "413 Payload Too Large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
]);

interface ParserError extends Error {
  readonly code?: string;
  /** The octets that the parser was given last. */
  readonly rawPacket?: unknown;
}

/**
 * Has a server answer the old client that says `Transfer-Encoding: identity` on both of its requests, over HTTP/1.1,
 * although Node's strict parser refuses that. Exactly these two requests are read once more, and go to the server's
 * own listener as any other does; the connection ends with the answer. Everything else that the parser refuses stays
 * refused.
 */
export function answerIdentity(server: Server): void {
  const busy = new WeakSet<Duplex>();
  server.on("request", ({ socket }, response) => {
    busy.add(socket);
    response.once("close", () => busy.delete(socket));
  });
  server.on("clientError", (error: ParserError, socket) => {
    const octets = error.code?.startsWith("HPE_") === true && Buffer.isBuffer(error.rawPacket) ? error.rawPacket : undefined;
    // What comes behind a request that is not answered yet cannot be told from its body by everybody.
    const request = octets === undefined || busy.has(socket) ? undefined : readIdentityRequest(octets);
    if (request !== undefined && socket instanceof TLSSocket) receive(server, socket, request);
    else refuse(socket, busy.has(socket), statuses.get(error.code));
  });
}

/** Waits for what is missing of the body. */
function receive(server: Server, socket: TLSSocket, request: IdentityRequest): void {
  // The parser has failed, and must see nothing more of this connection.
  socket.removeAllListeners("data");
  let body = request.body;
  const end = (): void => {
    clearTimeout(patience);
    socket.off("data", take);
  };
  const take = (chunk: Buffer): void => {
    body = Buffer.concat([body, chunk]);
    if (body.length < request.length) return;
    end();
    if (body.length > request.length) refuse(socket, false);
    else answer(server, socket, request, body);
  };
  const patience = setTimeout(() => {
    end();
    refuse(socket, false, statuses.get("ERR_HTTP_REQUEST_TIMEOUT"));
  }, bodyTime);
  socket.once("close", end);
  socket.on("data", take);
  take(Buffer.alloc(0));
}

function answer(server: Server, socket: TLSSocket, { method, path, headers }: IdentityRequest, body: Buffer): void {
  const incoming = new IncomingMessage(socket);
  incoming.method = method;
  incoming.url = path;
  incoming.httpVersion = "1.1";
  incoming.httpVersionMajor = 1;
  incoming.httpVersionMinor = 1;
  incoming.rawHeaders = headers.flat();
  incoming.complete = true;
  if (body.length > 0) incoming.push(body);
  incoming.push(null);
  const outgoing = new ServerResponse(incoming);
  outgoing.shouldKeepAlive = false;
  outgoing.assignSocket(socket);
  outgoing.once("finish", () => {
    outgoing.detachSocket(socket);
    socket.destroySoon();
  });
  socket.once("close", () => outgoing.destroy());
  server.emit("request", incoming, outgoing);
}

function refuse(socket: Duplex, busy: boolean, status = "400 Bad Request"): void {
  if (socket.writable && !busy) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
  else socket.destroy();
}
