import { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, type Http2SecureServer, type Http2ServerResponse } from "node:http2";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { readIdentityRequest, type IdentityRequest } from "./identity-request.ts";

/** How long the rest of a body may take, in milliseconds. */
const bodyTime = 5000;
/** How many requests of a connection may wait behind one that is not answered yet: Node's parser reads on without end. */
const longestQueue = 64;

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

/** Answers a request of either version of HTTP. */
export type Answer = (incoming: IncomingMessage | Http2ServerRequest, outgoing: ServerResponse | Http2ServerResponse) => void;

/**
 * Answers a server's requests: those by HTTP/2, which knows no transfer coding, and by HTTP/1.1 those in no transfer coding, or in `chunked` alone. Of the others, which Node's parser
 * refuses for the most part, exactly two are answered, those of the old client that says `Transfer-Encoding: identity`:
 * they are read once more from their octets, and go the way of any other; the connection ends with the answer.
 *
 * Their head has to come in one TLS record, as that client sends it. The parser keeps nothing of the octets that it was
 * given before the last ones; to have them, the octets of every connection would have to be kept, and a second reader
 * would have to find where in them each message begins, which is what lets requests be smuggled in.
 */
export function answerStrictly(server: Http2SecureServer, answer: Answer): void {
  const underWay = new WeakMap<Duplex, (() => void)[]>();
  /** The parser reports a request with this coding and no length before it refuses that. */
  const toBeRefused = new WeakMap<Duplex, ServerResponse>();
  /**
   * Requests that come one behind the other are answered one after the other, and others' in between. A connection on
   * which more come than a client has use for is cut, or they would fill the memory.
   */
  const inTurn = (socket: Duplex, outgoing: ServerResponse, begin: () => void): void => {
    const behind = underWay.get(socket);
    outgoing.once("close", () => {
      const next = underWay.get(socket)?.shift();
      if (next === undefined || socket.destroyed) underWay.delete(socket);
      else setImmediate(next);
    });
    if (behind !== undefined) {
      if (behind.length < longestQueue) behind.push(begin);
      else socket.destroy();
      return;
    }
    underWay.set(socket, []);
    begin();
  };
  const take: Answer = (incoming, outgoing) => {
    if (incoming instanceof Http2ServerRequest || !(outgoing instanceof ServerResponse)) {
      answer(incoming, outgoing);
      return;
    }
    const { socket } = incoming;
    const coding = incoming.headers["transfer-encoding"]?.toLowerCase() ?? "chunked";
    if (coding === "identity") toBeRefused.set(socket, outgoing);
    else if (coding === "chunked") inTurn(socket, outgoing, () => answer(incoming, outgoing));
    else outgoing.writeHead(400, { Connection: "close", "Content-Length": 0 }).end();
  };
  server.on("request", take);
  server.on("clientError", (error: ParserError, socket: Duplex) => {
    const reported = toBeRefused.get(socket);
    toBeRefused.delete(socket);
    if (reported !== undefined && socket instanceof TLSSocket) {
      reported.detachSocket(socket);
      reported.emit("close");
    }
    // What comes behind a request that is not answered yet, two readers could take for two different things.
    const behind = underWay.has(socket);
    const octets = error.code?.startsWith("HPE_") === true && !behind ? error.rawPacket : undefined;
    const request = Buffer.isBuffer(octets) ? readIdentityRequest(octets) : undefined;
    if (request !== undefined && socket instanceof TLSSocket) receive(server, socket, request);
    else refuse(socket, behind, statuses.get(error.code));
  });
}

/** Waits for what is missing of the body. */
function receive(server: Http2SecureServer, socket: TLSSocket, request: IdentityRequest): void {
  // The parser has failed, and must see nothing more of this connection.
  socket.removeAllListeners("data");
  let { body } = request;
  const end = (): void => {
    clearTimeout(patience);
    socket.off("data", take);
  };
  const take = (chunk: Buffer): void => {
    body = Buffer.concat([body, chunk]);
    if (body.length < request.length) return;
    end();
    if (body.length > request.length) refuse(socket, false);
    else replay(server, socket, request, body);
  };
  const patience = setTimeout(() => {
    end();
    refuse(socket, false, statuses.get("ERR_HTTP_REQUEST_TIMEOUT"));
  }, bodyTime);
  socket.once("close", end);
  socket.on("data", take);
  take(Buffer.alloc(0));
}

function replay(server: Http2SecureServer, socket: TLSSocket, request: IdentityRequest, body: Buffer): void {
  const incoming = new IncomingMessage(socket);
  incoming.method = request.method;
  incoming.url = request.path;
  incoming.httpVersion = "1.1";
  incoming.httpVersionMajor = 1;
  incoming.httpVersionMinor = 1;
  incoming.rawHeaders = request.headers.flat();
  incoming.headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  incoming.complete = true;
  if (body.length > 0) incoming.push(body);
  incoming.push(null);
  const outgoing = new ServerResponse(incoming);
  outgoing.shouldKeepAlive = false;
  outgoing.assignSocket(socket);
  outgoing.once("finish", () => {
    outgoing.detachSocket(socket);
    outgoing.emit("close");
    socket.destroySoon();
  });
  server.emit("request", incoming, outgoing);
}

function refuse(socket: Duplex, behind: boolean, status = "400 Bad Request"): void {
  if (socket.writable && !behind) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
  else socket.destroy();
}
