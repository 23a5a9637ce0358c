import { randomUUID } from "node:crypto";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Hono } from "hono";
import type { RefusalCode } from "../../protocol/console/problem.ts";
import { requestIdHeader } from "../../protocol/problem.ts";
import type { AppFailure } from "../gateway/failure.ts";
import { explanationOf, Refusal } from "../issuance/refusal.ts";
import { passToApp } from "./app/pass-to-app.ts";
import { refusedPage } from "./app/refused-page.ts";
import { administration, certificateApi, operation, proof, recovery } from "./host-routes.ts";
import { recoveryPage } from "./http/addresses.ts";
import { admitRequest, placeOf, type Environment, type Exchange, type Surroundings } from "./http/environment.ts";
import { authorityOf, frontHost, recoveryHost, servedHost, type ServedHost } from "./http/hosts.ts";
import { pathInLog } from "./http/path-in-log.ts";
import { failureResponse, problemResponse, refuseFront, refuseHost } from "./http/problem.ts";
import { strictTransport } from "./http/strict-transport.ts";

/** Answers one request. */
export type Application = (request: Request, exchange: Exchange) => Promise<Response>;
type Applications = Readonly<Partial<Record<ServedHost["role"], Hono<Environment>>>>;

/** Answers and logs every request to the hosts that request a client certificate. */
export function createApplication(surroundings: Surroundings): Application {
  return dispatch(surroundings, servedHost, {
    app: completed(withWebapp(certificateApi(surroundings, "app"), surroundings), surroundings),
    auth: completed(certificateApi(surroundings, "auth"), surroundings),
    verify: completed(proof(surroundings), surroundings),
    console: completed(administration(surroundings), surroundings),
    operator: completed(operation(surroundings), surroundings),
  });
}

/** Answers and logs every request that comes through a front: to the hosts of both listeners. */
export function createFrontApplication(surroundings: Surroundings): Application {
  return dispatch(surroundings, frontHost, {
    app: completed(withWebapp(certificateApi(surroundings, "app"), surroundings), surroundings),
    auth: completed(certificateApi(surroundings, "auth"), surroundings),
    verify: completed(proof(surroundings), surroundings),
    console: completed(administration(surroundings), surroundings),
    operator: completed(operation(surroundings), surroundings),
    recover: completed(recovery(surroundings), surroundings),
  });
}

/** Answers and logs every request to the recovery host, which requests none. */
export function createRecoveryApplication(surroundings: Surroundings): Application {
  return dispatch(surroundings, recoveryHost, { recover: completed(recovery(surroundings), surroundings) });
}

function dispatch({ service, log, observe }: Surroundings, find: typeof servedHost, applications: Applications): Application {
  return async (request, exchange) => {
    const { incoming, outgoing, connection, excess, fault } = exchange;
    const started = performance.now();
    const requestId = randomUUID();
    outgoing.setHeader(requestIdHeader, requestId);
    const authority = authorityOf(incoming);
    const { hosts } = service.settings;
    const host = authority === undefined ? undefined : find(hosts, authority);
    // Behind a front, TLS is the front's; browsers go by the first of two such headers (RFC 6797, section 8.1).
    const strict = host === undefined || find === frontHost ? undefined : strictTransport(host, hosts);
    if (strict !== undefined) outgoing.setHeader("Strict-Transport-Security", strict);
    // The client chose its certificate for the host that it named in the handshake.
    const misdirected = connection.serverName !== undefined && connection.serverName !== host?.name;
    const application = misdirected ? undefined : host && applications[host.role];
    const answer = async (): Promise<Answer> => {
      if (excess !== undefined) return { response: problemResponse(new Refusal(excess, { retryAfter: 1 })), code: excess };
      if (fault !== undefined) return { response: refuseFront(fault), code: "front-not-trusted" };
      if (authority === undefined) return { response: refuseHost("malformed"), code: "not-found" };
      if (host === undefined || application === undefined) return { response: refuseHost("misdirected"), code: "not-found" };
      const bindings: Environment["Bindings"] = { ...exchange, host, requestId };
      const answered = await application.fetch(request, bindings);
      const { sent } = bindings;
      const response = sent === undefined ? answered : RESPONSE_ALREADY_SENT;
      return { response, sent, issuer: bindings.issuer, serial: bindings.serial, code: bindings.code, app: bindings.app };
    };
    const { response, issuer, serial, code, app, sent } = await answer();
    const status = sent ?? response.status;
    const { method = "", url = "" } = incoming;
    const path = pathInLog(url);
    const milliseconds = performance.now() - started;
    observe({ host: host?.role ?? "other", method, path, status, code, fault, milliseconds });
    const entry = {
      requestId,
      host: host?.name ?? authority,
      method,
      path,
      status,
      code,
      fault,
      app,
      issuer,
      serial,
      milliseconds: Math.round(milliseconds),
    };
    // A flood is counted by the metrics and must not fill the disk.
    if (excess === undefined && code !== "requests-exceeded") log.info(entry, "request");
    else log.debug(entry, "request");
    return response;
  };
}

/** A response, and what is logged about it. */
interface Answer {
  readonly response: Response;
  readonly issuer?: string | undefined;
  readonly serial?: string | undefined;
  readonly code?: RefusalCode | undefined;
  readonly app?: AppFailure | undefined;
  readonly sent?: number | undefined;
}

/** Passes what the certificate API does not answer to the app behind the host, or else to the web app, if there is one. */
function withWebapp(routes: Hono<Environment>, surroundings: Surroundings): Hono<Environment> {
  const { service, webapp, logins, clock, recoveryPort } = surroundings;
  routes.all("*", async (c, next) => {
    const upstream = c.env.host.site?.upstream;
    if (upstream !== undefined) return await passToApp(surroundings, c, upstream);
    await next();
    return undefined;
  });
  if (webapp === undefined) {
    // A front that lets in only whom the service accepts has it tell everybody else why, people and programs.
    routes.all("*", async (c, next) => {
      const { peer } = await admitRequest(surroundings, c, clock());
      if (peer.kind === "refused") return await refusedPage(c, peer.code);
      await next();
      return undefined;
    });
    return routes;
  }
  routes.all("*", async (c) => {
    const { peer } = await admitRequest(surroundings, c, clock());
    const provisions = { recoveryPage: recoveryPage(service.settings, recoveryPort()), logins: logins(placeOf(c)) };
    return await webapp(c.req.raw, peer, provisions);
  });
  return routes;
}

/** Adds every host's answers to requests that match no route, or that fail. */
function completed(routes: Hono<Environment>, { service, log }: Surroundings): Hono<Environment> {
  routes.notFound(() => problemResponse(new Refusal("not-found")));
  routes.onError((error, c) => {
    if (error instanceof Refusal) {
      c.env.code = error.code;
      return problemResponse(error, { type: explanationOf(service.settings, error.code) });
    }
    log.error({ err: error, requestId: c.env.requestId }, "request failed");
    return failureResponse(error);
  });
  return routes;
}
