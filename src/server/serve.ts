import type { IncomingMessage } from "node:http";
import { Http2ServerRequest, type Http2SecureServer } from "node:http2";
import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener, RequestError } from "@hono/node-server";
import { pino, type LevelWithSilent, type Logger } from "pino";
import { dayInMilliseconds } from "../core/days.ts";
import { takeAccountsFile } from "./accounts/accounts-file.ts";
import { createLogins } from "./accounts/logins.ts";
import { issuerId } from "./authority/issuer-id.ts";
import { issuingTime } from "./authority/lifetime.ts";
import { endsSoon } from "./authority/server/server-certificate.ts";
import { makeCheckpoint } from "./issuance/audit/audit-checkpoint.ts";
import type { Service } from "./issuance/service.ts";
import { Turns } from "./issuance/turns.ts";
import { answerStrictly } from "./listener/answer-strictly.ts";
import { closable } from "./listener/close.ts";
import type { ConnectionObserver } from "./listener/connection-observer.ts";
import { watchConnections } from "./listener/connection.ts";
import { createListener } from "./listener/create-listener.ts";
import { headerSize } from "./listener/header-size.ts";
import { limited } from "./listener/limit.ts";
import { listen, portOf } from "./listener/listen.ts";
import { serverTls, type ServerTls } from "./listener/tls-options.ts";
import { sendNotices } from "./notices/send-notices.ts";
import { createMetrics } from "./operations/metrics.ts";
import { createOperationsServer } from "./operations/operations-server.ts";
import { findObstacles, type Readiness } from "./operations/readiness.ts";
import { createApplication, createRecoveryApplication, type Application } from "./routes/application.ts";
import { addressesOf, type Addresses } from "./routes/http/addresses.ts";
import type { WebApp } from "./routes/http/environment.ts";
import { failureResponse, refuseHost } from "./routes/http/problem.ts";
import { WrongCodes } from "./routes/http/wrong-codes.ts";
import { requireKnownProducts } from "./service/known-products.ts";
import { openService, readAuthority } from "./service/open-service.ts";
import { renewUpstreamCredential } from "./service/upstream-credential.ts";
import { sitesOf } from "./settings/hosts.ts";
import { findUnreadableFiles } from "./settings/named-files.ts";
import type { Limits } from "./settings/operation-settings.ts";
import type { Settings } from "./settings/settings.ts";
import { startSweeps, type Sweep } from "./sweeps.ts";

/** How a service is started. */
export interface ServeOptions {
  /** The data folder. */
  readonly data: string;
  /** A `postgres://` URL instead of the settings' database. */
  readonly database?: string | undefined;
  /** The time of day; by default the system's. */
  readonly clock?: () => Date;
  /** Instead of the settings' port; 0 for any free one. */
  readonly port?: number;
  /** Answers the requests to the web app's host that the certificate API does not answer. */
  readonly webapp?: WebApp;
  /** Receives the connections of `Upgrade` requests, as WebSockets send; without it they are requests like any other. */
  readonly upgrade?: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** A log, or the minimum level of a log to standard error as JSON lines; by default the settings' level. */
  readonly log?: Logger | LevelWithSilent;
}

/** A running service. */
export interface RunningService {
  readonly addresses: Addresses;
  /** The URL of `/metrics`, `/healthz` and `/readyz`. */
  readonly operations: string;
  /** For operations in the same process, which must not open the database a second time. */
  readonly service: Service;
  /** Resolves after the first round of sweeps, such as due notices. */
  readonly firstRound: Promise<void>;
  /**
   * Reloads the issuing authority and the server certificate from the data folder, and replaces the server certificate if it
   * is the service's own and has a fault. Open connections are kept. Logs the outcome.
   *
   * @throws what `serve` throws; then nothing is changed
   */
  reload(): Promise<void>;
  /** Waits for pending requests, then closes everything. */
  close(): Promise<void>;
}

/**
 * Starts the service of a data folder.
 *
 * @throws OperatorError `data-folder-incomplete`, `file-unreadable`, `settings-malformed`, `passphrase-wrong`,
 * `authority-mismatched`, `authority-unsuitable`, `server-certificate-unusable`, `database-unusable`, `address-in-use`,
 * `product-unknown`
 */
export async function serve(options: ServeOptions): Promise<RunningService> {
  const { data, clock = () => new Date(), webapp } = options;
  const service = await openService(data, options);
  await using opened = new AsyncDisposableStack();
  opened.defer(() => service.close());
  const { settings } = service;
  await requireKnownProducts(service.store, settings);
  const { limits } = settings;
  const authHosts = new Set(sitesOf(settings.hosts, "auth").map(({ host }) => host));
  const log = openLog(options.log ?? settings.logLevel);
  const checkpointTrail: Sweep = async (_, now) => {
    const checkpoint = await makeCheckpoint(service, now);
    // So that the trail can be compared with a log that is kept elsewhere: koshin audit --verify --noted.
    if (checkpoint !== undefined) log.info({ auditEntry: checkpoint.number, hash: checkpoint.hash }, "audit checkpoint");
    return checkpoint === undefined ? 0 : 1;
  };
  opened.defer(async () => {
    await checkpointTrail(service, clock()).catch((error: unknown) => log.error({ err: error }, "no audit checkpoint at shutdown"));
  });
  let tls = await serverTls(data, service, clock());
  logEnds(service, tls, clock(), log);
  for (const sentence of await findUnreadableFiles(settings)) log.error(sentence);
  const accountsFile = settings.webapp?.accounts;
  const accountsFault = accountsFile === undefined ? undefined : await takeAccountsFile(service.store, accountsFile, clock());
  if (accountsFault !== undefined) log.error(accountsFault);
  const metrics = createMetrics(service, () => tls.end, clock);
  const connections: ConnectionObserver = {
    delayed: metrics.connections.delayed,
    refused(limit) {
      metrics.connections.refused(limit);
      log.debug({ limit }, "connection refused");
    },
  };
  const server = createListener(tls.options, limits, authHosts, connections);
  const recoveryServer = createListener({ ...tls.options, requestCert: false }, limits, authHosts, connections);
  const readiness = async (): Promise<Readiness> => await findObstacles(service, tls, clock());
  const operationsServer = createOperationsServer({ metrics, readiness, names: settings.operations.names });
  const port = (): number => portOf(server);
  const recoveryPort = (): number => portOf(recoveryServer);
  const logins = createLogins(service.store, clock);
  const wrongCodes = new WrongCodes(() => clock().getTime());
  const surroundings = { service, clock, port, recoveryPort, log, webapp, logins, wrongCodes, observe: metrics.observe };
  answerRequests(server, createApplication(surroundings), { limits, connections, log });
  if (options.upgrade !== undefined) server.on("upgrade", options.upgrade);
  answerRequests(recoveryServer, createRecoveryApplication(surroundings), { limits, connections, log });
  const closing = [server, recoveryServer, operationsServer].map((each) => closable(each, limits.closingSeconds * 1000));
  const closeServers = async (): Promise<void> => {
    await Promise.all(closing.map((closeServer) => closeServer()));
  };
  opened.defer(closeServers);
  const { listen: main, recovery, operations } = settings;
  await listen(server, main.host, options.port ?? main.port);
  await listen(recoveryServer, recovery.listen.host, companionPort(recovery.listen.port, settings, options.port));
  await listen(operationsServer, operations.host, companionPort(operations.port, settings, options.port));
  const replaceAuthority = async (): Promise<void> => {
    const authority = await readAuthority(data);
    const next = await serverTls(data, { ...service, authority }, clock());
    for (const each of [server, recoveryServer]) each.setSecureContext(next.options);
    service.authority = authority;
    tls = next;
  };
  const reloads = new Turns();
  const reload = async (): Promise<void> =>
    await reloads.inTurn("reload", async () => {
      await replaceAuthority().catch((error: unknown) => {
        log.error({ err: error }, "reload failed");
        throw error;
      });
      log.info({ issuer: issuerId(service.authority), serverCertificateEnd: tls.end }, "reloaded");
      logEnds(service, tls, clock(), log);
    });
  service.rsaKeys.fillWhenIdle();
  const renewServerCertificate: Sweep = async (_, now) => {
    const ends = endsSoon(tls.end, now) && tls.end < service.authority.notAfter;
    if (!tls.own || !(ends || now < tls.begin)) return 0;
    await reload();
    return 1;
  };
  const sendDueNotices: Sweep = async (_, now) =>
    await sendNotices(service, now, (attempt) => {
      metrics.observeNotice(attempt);
      if (attempt.failure !== null) log.warn({ notice: attempt }, "notice not delivered");
    });
  let loggedAt = clock().getTime();
  const logEndsDaily: Sweep = (_, now) => {
    if (now.getTime() - loggedAt >= dayInMilliseconds) {
      loggedAt = now.getTime();
      logEnds(service, tls, now, log);
    }
    return Promise.resolve(0);
  };
  const sweeps = startSweeps(service, clock, log, {
    "send-notices": sendDueNotices,
    "renew-server-certificate": renewServerCertificate,
    "renew-upstream-credential": renewUpstreamCredential(data, reload),
    "warn-of-expiry": logEndsDaily,
    "audit-checkpoint": checkpointTrail,
  });
  opened.defer(async () => {
    // At the same time, because a sweep may wait for a mail server, and no requests are accepted meanwhile.
    await Promise.all([sweeps.stop(), closeServers()]);
  });
  const everything = opened.move();
  return {
    addresses: addressesOf(settings, port(), recoveryPort()),
    operations: `http://${isIPv6(operations.host) ? `[${operations.host}]` : operations.host}:${portOf(operationsServer)}`,
    service,
    firstRound: sweeps.firstRound,
    reload,
    close: async () => await everything.disposeAsync(),
  };
}

/** Logs, at the start, after each reload and daily, what the operator has to do before something expires. */
function logEnds({ authority, settings }: Service, { end, faults }: ServerTls, now: Date, log: Logger): void {
  const { until, over, endsSoon: issuingEnds, command } = issuingTime(authority, settings.validityYears, now);
  const facts = { until, command };
  if (over) log.error(facts, "the authority expires too soon: no certificate is issued until there is another one");
  else if (issuingEnds) log.warn(facts, "the authority can issue only for a short time: create another one");
  for (const fault of faults(now)) log.warn({ end }, `the server certificate, which the operator has installed, ${fault}`);
}

function answerRequests(
  server: Http2SecureServer,
  application: Application,
  { limits, connections, log }: { readonly limits: Limits; readonly connections: ConnectionObserver; readonly log: Logger },
): void {
  const { enter, excessOf } = limited(server, limits, () => performance.now(), connections);
  const connectionOf = watchConnections(server, enter);
  const answer = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const connection = connectionOf(incoming);
      const exchange = { incoming, outgoing, connection, excess: excessOf(connection) };
      if (!(incoming instanceof Http2ServerRequest)) return await application(request, exchange);
      if (headerSize(incoming) > limits.headerBytes) return new Response(null, { status: 431 });
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

/** With any free port, or another one than the settings', the other listeners use any free port, to avoid conflicts. */
function companionPort(usual: number, { listen }: Settings, port = listen.port): number {
  return port === 0 || port !== listen.port ? 0 : usual;
}

function openLog(log: NonNullable<ServeOptions["log"]>): Logger {
  return typeof log === "string" ? pino({ level: log }, pino.destination({ dest: 2, sync: true })) : log;
}

/** A failure outside of all routes, such as an invalid `Host`. */
function answerFailure(error: unknown, log: Logger): Response {
  if (error instanceof RequestError) return refuseHost("malformed");
  log.error({ err: error }, "request failed");
  return failureResponse(error);
}
