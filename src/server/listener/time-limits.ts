import { ServerResponse, type IncomingMessage } from "node:http";
import {
  constants,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { ServerOptions } from "node:https";
import type { Limits } from "../settings/operation-settings.ts";

type Http1Limits = Pick<
  ServerOptions,
  "headersTimeout" | "requestTimeout" | "connectionsCheckingInterval" | "keepAliveTimeout" | "maxHeaderSize"
>;

/** How often connections are looked at that may be too slow, in milliseconds; a limit is late by so much at most. */
const checkInterval = 1000;
/** How long an HTTP/1.1 connection may wait for its next request, in milliseconds. */
const keepAlive = 5000;

/** What a listener needs to end HTTP/1.1 connections that are too slow or say too much, by Node's own 408 and 431. */
export function http1Limits(limits: Limits): Http1Limits {
  return {
    headersTimeout: Math.min(limits.headerSeconds, limits.requestSeconds) * 1000,
    requestTimeout: limits.requestSeconds * 1000,
    connectionsCheckingInterval: checkInterval,
    keepAliveTimeout: keepAlive,
    maxHeaderSize: limits.headerBytes,
  };
}

/**
 * Cuts HTTP/1.1 connections on which an answer is not taken in the time that a request may take, counted from its
 * header on. Node looks at the time until a request has come, and not at what follows.
 */
export function endSlowAnswers(server: Http2SecureServer, limits: Limits): void {
  server.on("request", ({ socket }: IncomingMessage | Http2ServerRequest, outgoing: ServerResponse | Http2ServerResponse) => {
    if (!(outgoing instanceof ServerResponse)) return;
    const patience = setTimeout(() => socket.destroy(), limits.requestSeconds * 1000);
    outgoing.once("close", () => clearTimeout(patience));
  });
}

/**
 * Ends HTTP/2 sessions on which no request comes for as long as a header may take, also where one comes octet by octet,
 * and resets streams that are not over, with their answer, in the time that a request may take. Node has no such
 * limits for HTTP/2.
 */
export function endSlowSessions(server: Http2SecureServer, limits: Limits): void {
  server.on("session", (session: ServerHttp2Session) => {
    let open = 0;
    const end = (): void => session.close();
    let waiting = setTimeout(end, limits.headerSeconds * 1000);
    session.on("stream", (stream: ServerHttp2Stream) => {
      open++;
      clearTimeout(waiting);
      const patience = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), limits.requestSeconds * 1000);
      stream.once("close", () => {
        clearTimeout(patience);
        open--;
        if (open === 0 && !session.closed) waiting = setTimeout(end, limits.headerSeconds * 1000);
      });
    });
    session.once("close", () => clearTimeout(waiting));
  });
}
