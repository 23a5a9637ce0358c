import type { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import type { Server } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import type { Logger } from "pino";
import type { ReadForwarded } from "./front/forwarded-request.ts";
import { answerStrictly } from "./listener/answer-strictly.ts";
import type { ConnectionObserver } from "./listener/connection-observer.ts";
import { watchConnections } from "./listener/connection.ts";
import type { TlsListener } from "./listener/create-listener.ts";
import { limited, limitedRequests } from "./listener/limit.ts";
import { headerSize } from "./listener/raw-headers.ts";
import { answerUpgrades, type UpgradeOf } from "./listener/upgrades.ts";
import type { Application } from "./routes/application.ts";
import type { Exchange } from "./routes/http/environment.ts";
import { failureResponse, refuseHost } from "./routes/http/problem.ts";
import type { Limits } from "./settings/operation-settings.ts";

/** What the answers of every listener depend on. */
interface Answering {
  readonly limits: () => Limits;
  readonly connections: ConnectionObserver;
  readonly log: Logger;
}

/**
 * Has an application answer the requests of a listener that clients connect to, within the limits.
 *
 * @param claimsFront finds requests that claim to come through a front, which are refused
 */
export function answerRequests(
  { server, entrance, remoteOf }: TlsListener,
  application: Application,
  answering: Answering & { readonly claimsFront: (incoming: Pick<IncomingMessage, "rawHeaders">) => boolean },
): void {
  const { limits, connections, claimsFront } = answering;
  const { headerBytes } = limits();
  const { enter, excessOf } = limited(server, limits, () => performance.now(), connections, { entrance, remoteOf });
  const connectionOf = watchConnections(server, enter, remoteOf);
  const upgradeOf = answerWith(server, answering, async (request, { incoming, outgoing }) => {
    const connection = connectionOf(incoming);
    const fault = claimsFront(incoming) ? "header" : undefined;
    const exchange: Exchange = {
      incoming,
      outgoing,
      connection,
      upgrade: upgradeOf(incoming),
      excess: excessOf(connection),
      fault,
    };
    if (!(incoming instanceof Http2ServerRequest)) return await application(request, exchange);
    if (headerSize(incoming) > headerBytes) return new Response(null, { status: 431 });
    return inHttp2(await application(request, exchange), incoming);
  });
}

/** Has an application answer the requests that a front passes on, within the limits of each of its clients. */
export function answerFront(server: Server, application: Application, read: ReadForwarded, answering: Answering): void {
  const { limits, connections } = answering;
  const { excessOf } = limitedRequests(server, limits, () => performance.now(), connections);
  const upgradeOf = answerWith(server, answering, async (request, { incoming, outgoing }) => {
    if (incoming instanceof Http2ServerRequest) throw new TypeError("A front's listener has no HTTP/2.");
    const { connection, fault } = read(incoming);
    const upgrade = upgradeOf(incoming);
    return await application(request, { incoming, outgoing, connection, upgrade, excess: excessOf(connection), fault });
  });
}

function answerWith(server: Server, { log }: Answering, answerOne: Parameters<typeof getRequestListener>[0]): UpgradeOf {
  const answer = getRequestListener(answerOne, { errorHandler: (error) => answerFailure(error, log) });
  answerStrictly(server, (incoming, outgoing) => void answer(incoming, outgoing));
  return answerUpgrades(server);
}

/** HTTP/2 has no `Connection` header (RFC 9113, section 8.2.2), but a GOAWAY frame. */
function inHttp2(response: Response, { stream }: Http2ServerRequest): Response {
  if (response.headers.get("Connection") === "close") {
    response.headers.delete("Connection");
    stream.session?.close();
  }
  return response;
}

/** A failure outside all routes, such as an invalid `Host`. */
function answerFailure(error: unknown, log: Logger): Response {
  if (error instanceof RequestError) return refuseHost("malformed");
  log.error({ err: error }, "request failed");
  return failureResponse(error);
}
