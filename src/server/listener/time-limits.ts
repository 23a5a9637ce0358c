import { ServerResponse, type IncomingMessage } from "node:http";
import {
  constants,
  type Http2SecureServer,
  Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { ServerOptions } from "node:https";
import type { Server } from "node:net";
import type { Limits } from "../settings/operation-settings.ts";

type Http1Limits = Pick<
  ServerOptions,
  "headersTimeout" | "requestTimeout" | "connectionsCheckingInterval" | "keepAliveTimeout" | "maxHeaderSize"
>;

/** The interval at which Node checks for slow connections, in milliseconds; a timeout may be late by as much. */
const checkInterval = 1000;
/** The keep-alive timeout of an HTTP/1.1 connection, in milliseconds. */
const keepAlive = 5000;

/**
 * Options with which Node ends HTTP/1.1 connections whose header is too slow or too large (408 and 431). The time for the rest of a request is limited by `endSlowAnswers`, because Node's own limit would
 * also apply to requests that are passed on.
 */
export function http1Limits(limits: Limits): Http1Limits {
  return {
    headersTimeout: Math.min(limits.headerSeconds, limits.requestSeconds) * 1000,
    requestTimeout: 0,
    connectionsCheckingInterval: checkInterval,
    keepAliveTimeout: keepAlive,
    maxHeaderSize: limits.headerBytes,
  };
}

const timeouts = new WeakMap<ServerResponse, NodeJS.Timeout>();

/**
 * Closes HTTP/1.1 connections whose request is not received, or whose response is not, within the request timeout, counted
 * from the header; and those that go on with a request that was answered before its end.
 */
export function endSlowAnswers(server: Server, limits: Limits): void {
  server.on("request", (incoming: IncomingMessage | Http2ServerRequest, outgoing: ServerResponse | Http2ServerResponse) => {
    if (!(outgoing instanceof ServerResponse) || incoming instanceof Http2ServerRequest) return;
    const { socket } = incoming;
    const cut = (): void => void socket.destroy();
    timeouts.set(outgoing, setTimeout(cut, limits.requestSeconds * 1000));
    outgoing.once("close", () => {
      liftTimeLimit(outgoing);
      if (incoming.complete) return;
      const rest = setTimeout(cut, limits.requestSeconds * 1000);
      incoming.once("close", () => clearTimeout(rest));
    });
  });
}

/** Lets a response take as long as it takes, where other limits apply. */
export function liftTimeLimit(outgoing: ServerResponse): void {
  clearTimeout(timeouts.get(outgoing));
}

/**
 * Ends HTTP/2 sessions without a request within the header timeout, even if one is arriving octet by octet, and resets
 * streams whose response is not complete within the request timeout. Node has no such limits for HTTP/2.
 */
export function endSlowSessions(server: Http2SecureServer, limits: Limits): void {
  server.on("session", (session: ServerHttp2Session) => {
    let open = 0;
    const end = (): void => session.close();
    let idle = setTimeout(end, limits.headerSeconds * 1000);
    session.on("stream", (stream: ServerHttp2Stream) => {
      open++;
      clearTimeout(idle);
      const timeout = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), limits.requestSeconds * 1000);
      stream.once("close", () => {
        clearTimeout(timeout);
        open--;
        if (open === 0 && !session.closed) idle = setTimeout(end, limits.headerSeconds * 1000);
      });
    });
    session.once("close", () => clearTimeout(idle));
  });
}
