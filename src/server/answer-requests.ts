import { Http2ServerRequest, type Http2SecureServer } from "node:http2";
import { getRequestListener, RequestError } from "@hono/node-server";
import type { Logger } from "pino";
import { answerStrictly } from "./listener/answer-strictly.ts";
import type { ConnectionObserver } from "./listener/connection-observer.ts";
import { watchConnections } from "./listener/connection.ts";
import { headerSize } from "./listener/header-size.ts";
import { limited } from "./listener/limit.ts";
import type { Application } from "./routes/application.ts";
import { failureResponse, refuseHost } from "./routes/http/problem.ts";
import type { Limits } from "./settings/operation-settings.ts";

/** Has an application answer the requests of a listener, within the limits. */
export function answerRequests(
  server: Http2SecureServer,
  application: Application,
  { limits, connections, log }: { readonly limits: () => Limits; readonly connections: ConnectionObserver; readonly log: Logger },
): void {
  const { headerBytes } = limits();
  const { enter, excessOf } = limited(server, limits, () => performance.now(), connections);
  const connectionOf = watchConnections(server, enter);
  const answer = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const connection = connectionOf(incoming);
      const exchange = { incoming, outgoing, connection, excess: excessOf(connection) };
      if (!(incoming instanceof Http2ServerRequest)) return await application(request, exchange);
      if (headerSize(incoming) > headerBytes) return new Response(null, { status: 431 });
      return inHttp2(await application(request, exchange), incoming);
    },
    { errorHandler: (error) => answerFailure(error, log) },
  );
  answerStrictly(server, (incoming, outgoing) => void answer(incoming, outgoing));
}

/** HTTP/2 has no `Connection` header (RFC 9113, section 8.2.2), but a GOAWAY frame. */
function inHttp2(response: Response, { stream }: Http2ServerRequest): Response {
  if (response.headers.get("Connection") === "close") {
    response.headers.delete("Connection");
    stream.session?.close();
  }
  return response;
}

/** A failure outside of all routes, such as an invalid `Host`. */
function answerFailure(error: unknown, log: Logger): Response {
  if (error instanceof RequestError) return refuseHost("malformed");
  log.error({ err: error }, "request failed");
  return failureResponse(error);
}
