import { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { Server } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { readIdentityRequest, type IdentityRequest } from "./identity-request.ts";
import { lastResponse } from "./last-response.ts";

/** The timeout for the rest of a body, in milliseconds. */
const bodyTimeout = 5000;
/** The number of pipelined requests that may wait on a connection; Node's parser does not limit it. */
const maxPipelined = 64;

/** The responses to errors of Node's parser, the same as Node's. */
const statuses: ReadonlyMap<string | undefined, string> = new Map([
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", "413 Payload Too Large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
]);

interface ParserError extends Error {
  readonly code?: string;
  /** The octets that the parser received last. */
  readonly rawPacket?: unknown;
}

/** Answers a request of either version of HTTP. */
export type Answer = (incoming: IncomingMessage | Http2ServerRequest, outgoing: ServerResponse | Http2ServerResponse) => void;

/**
 * Answers a server's requests: those in HTTP/2, which has no transfer codings, and those in HTTP/1.1 without a transfer
 * coding or with `chunked` only. Node's parser rejects most others. Two of these are answered, both from an old client
 * that sends `Transfer-Encoding: identity`: they are parsed again from their octets and handled like any other request,
 * and the connection is closed after the response.
 *
 * Their header must be in one TLS record, as that client sends it, because the parser provides only the last octets
 * that it received. Keeping all octets of every connection, and finding the beginning of each message in them with a
 * second parser, would allow request smuggling.
 */
export function answerStrictly(server: Server, answer: Answer): void {
  const pipelines = new WeakMap<Duplex, (() => void)[]>();
  /** Requests with this transfer coding and no length, which the parser reports before it rejects them. */
  const rejected = new WeakMap<Duplex, ServerResponse>();
  /** Connections that end with a refusal: what follows on them is not answered, because its beginning is ambiguous. */
  const refused = new WeakSet<Duplex>();
  /**
   * Pipelined requests are answered one after the other, with those of other connections in between. A connection with too
   * many is closed, because they would fill the memory.
   */
  const inTurn = (socket: Duplex, outgoing: ServerResponse, begin: () => void): void => {
    const waiting = pipelines.get(socket);
    outgoing.once("close", () => {
      const next = pipelines.get(socket)?.shift();
      if (next === undefined || socket.destroyed) pipelines.delete(socket);
      else setImmediate(next);
    });
    if (waiting !== undefined) {
      if (waiting.length < maxPipelined) waiting.push(begin);
      else socket.destroy();
      return;
    }
    pipelines.set(socket, []);
    begin();
  };
  const receive: Answer = (incoming, outgoing) => {
    if (incoming instanceof Http2ServerRequest || !(outgoing instanceof ServerResponse)) {
      answer(incoming, outgoing);
      return;
    }
    const { socket } = incoming;
    if (refused.has(socket)) return;
    const coding = incoming.headers["transfer-encoding"]?.toLowerCase() ?? "chunked";
    if (coding === "identity") rejected.set(socket, outgoing);
    else if (coding === "chunked") inTurn(socket, outgoing, () => answer(incoming, outgoing));
    else {
      refused.add(socket);
      outgoing.writeHead(400, { Connection: "close", "Content-Length": 0 }).end();
    }
  };
  server.on("request", receive);
  // Node would refuse it by itself, outside all limits and without a log; ignoring it is allowed (RFC 9110, section 10.1.1).
  server.on("checkExpectation", (...exchange: unknown[]) => server.emit("request", ...exchange));
  server.on("clientError", (error: ParserError, socket: Duplex) => {
    const reported = rejected.get(socket);
    rejected.delete(socket);
    if (reported !== undefined && socket instanceof TLSSocket) {
      reported.detachSocket(socket);
      reported.emit("close");
    }
    // What follows an unanswered request is not parsed, because its beginning is ambiguous.
    const pipelined = pipelines.has(socket);
    const octets = error.code?.startsWith("HPE_") === true && !pipelined ? error.rawPacket : undefined;
    const request = Buffer.isBuffer(octets) ? readIdentityRequest(octets) : undefined;
    if (request !== undefined && socket instanceof TLSSocket) readBody(server, socket, request);
    else reject(socket, pipelined, statuses.get(error.code));
  });
}

/** Reads the rest of the body. */
function readBody(server: Server, socket: TLSSocket, request: IdentityRequest): void {
  // The parser has failed, and must not receive more data from this connection.
  socket.removeAllListeners("data");
  let { body } = request;
  const end = (): void => {
    clearTimeout(timeout);
    socket.off("data", take);
  };
  const take = (chunk: Buffer): void => {
    body = Buffer.concat([body, chunk]);
    if (body.length < request.length) return;
    end();
    if (body.length > request.length) reject(socket, false);
    else replay(server, socket, request, body);
  };
  const timeout = setTimeout(() => {
    end();
    reject(socket, false, statuses.get("ERR_HTTP_REQUEST_TIMEOUT"));
  }, bodyTimeout);
  socket.once("close", end);
  socket.on("data", take);
  take(Buffer.alloc(0));
}

function replay(server: Server, socket: TLSSocket, request: IdentityRequest, body: Buffer): void {
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
  server.emit("request", incoming, lastResponse(incoming, socket));
}

function reject(socket: Duplex, pipelined: boolean, status = "400 Bad Request"): void {
  if (socket.writable && !pipelined) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
  else socket.destroy();
}
