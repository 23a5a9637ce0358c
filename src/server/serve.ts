import { Http2ServerRequest, type Http2SecureServer } from "node:http2";
import { isIPv6 } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import { pino, type LevelWithSilent, type Logger } from "pino";
import { dayInMilliseconds } from "../core/days.ts";
import { takeAccountsFile } from "./accounts/accounts-file.ts";
import { createLogins } from "./accounts/logins.ts";
import { issuerId } from "./authority/issuer-id.ts";
import { issuingTime } from "./authority/lifetime.ts";
import { endsSoon } from "./authority/server-certificate.ts";
import { makeCheckpoint } from "./issuance/audit/audit-checkpoint.ts";
import type { Service } from "./issuance/service.ts";
import { Turns } from "./issuance/turns.ts";
import { answerStrictly } from "./listener/answer-strictly.ts";
import { closable } from "./listener/close.ts";
import type { ConnectionObserver } from "./listener/connection-observer.ts";
import { watchConnections } from "./listener/connection.ts";
import { createListener } from "./listener/create-listener.ts";
import { announceWriters } from "./listener/expected-writers.ts";
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
import { openService, readAuthority } from "./service/open-service.ts";
import { findUnreadableFiles } from "./settings/named-files.ts";
import type { Limits } from "./settings/operation-settings.ts";
import type { Settings } from "./settings/settings.ts";
import { expectMember } from "./store/transaction-group.ts";
import { startSweeps, type Sweep } from "./sweeps.ts";

/** How a service is started. */
export interface ServeOptions {
  /** The data folder. */
  readonly data: string;
  /** A `postgres://` URL in place of the database that the settings name. */
  readonly database?: string | undefined;
  /** The time of day; the computer's where it is not given. */
  readonly clock?: () => Date;
  /** In place of the settings' port; 0 takes any free one. */
  readonly port?: number;
  /** Answers every request to the web app's host that the certificate API does not claim. */
  readonly webapp?: WebApp;
  /** A log, or the least level that goes to standard error as JSON lines; the settings' where it is not given. */
  readonly log?: Logger | LevelWithSilent;
}

/** A service that answers. */
export interface RunningService {
  readonly addresses: Addresses;
  /** Where the operator's programs find `/metrics`, `/healthz` and `/readyz`. */
  readonly operations: string;
  /** For operations from within the same program, which would wait for each other on two connections. */
  readonly service: Service;
  /** Ends once what time alone calls for has been done for the first time, such as notices that are due. */
  readonly firstRound: Promise<void>;
  /**
   * Takes up the issuing authority and the server certificate that the data folder has at present, and makes another
   * server certificate where that one was its own and is no longer good. Connections that are open stay so. Logs how it went.
   *
   * @throws what `serve` does; everything then goes on as before
   */
  reload(): Promise<void>;
  /** Lets the requests that are under way end, then closes everything. */
  close(): Promise<void>;
}

/**
 * Starts the service of a data folder.
 *
 * @throws OperatorError `data-folder-incomplete`, `file-unreadable`, `settings-malformed`, `passphrase-wrong`,
 * `authority-mismatched`, `authority-unsuitable`, `server-certificate-unusable`, `database-unusable`, `address-in-use`
 */
export async function serve(options: ServeOptions): Promise<RunningService> {
  const { data, clock = () => new Date(), webapp } = options;
  const service = await openService(data, options);
  await using opened = new AsyncDisposableStack();
  opened.defer(() => service.close());
  const { settings } = service;
  const { limits, hosts } = settings;
  const log = openLog(options.log ?? settings.logLevel);
  const vouchForTrail: Sweep = async (_, now) => {
    const checkpoint = await makeCheckpoint(service, now);
    // Whoever keeps the log elsewhere can hold the trail against it: koshin audit --verify --noted.
    if (checkpoint !== undefined) log.info({ auditEntry: checkpoint.number, hash: checkpoint.hash }, "audit checkpoint");
    return checkpoint === undefined ? 0 : 1;
  };
  opened.defer(async () => {
    await vouchForTrail(service, clock()).catch((error: unknown) => log.error({ err: error }, "no audit checkpoint at the end"));
  });
  let tls = await serverTls(data, service, clock());
  logEnds(service, tls, clock(), log);
  for (const sentence of await findUnreadableFiles(settings)) log.error(sentence);
  const accountsFile = settings.webapp?.accounts;
  const leftOver = accountsFile === undefined ? undefined : await takeAccountsFile(service.store, accountsFile, clock());
  if (leftOver !== undefined) log.error(leftOver);
  const metrics = createMetrics(service, () => tls.end, clock);
  const connections: ConnectionObserver = {
    delayed: metrics.connections.delayed,
    refused(limit) {
      metrics.connections.refused(limit);
      log.debug({ limit }, "connection refused");
    },
  };
  const server = createListener(tls.options, limits, hosts.auth, connections);
  const recoveryServer = createListener({ ...tls.options, requestCert: false }, limits, hosts.auth, connections);
  const readiness = async (): Promise<Readiness> => await findObstacles(service, tls, clock());
  const operationsServer = createOperationsServer({ metrics, readiness, names: settings.operations.names });
  const port = (): number => portOf(server);
  const recoveryPort = (): number => portOf(recoveryServer);
  const logins = createLogins(service.store, clock);
  const wrongCodes = new WrongCodes(() => clock().getTime());
  const surroundings = { service, clock, port, recoveryPort, log, webapp, logins, wrongCodes, observe: metrics.observe };
  for (const each of [server, recoveryServer]) announceWriters(each, () => expectMember(service.store));
  answerRequests(server, createApplication(surroundings), { limits, connections, log });
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
  const takeUp = async (): Promise<void> => {
    const authority = await readAuthority(data);
    const next = await serverTls(data, { ...service, authority }, clock());
    for (const each of [server, recoveryServer]) each.setSecureContext(next.options);
    service.authority = authority;
    tls = next;
  };
  const reloads = new Turns();
  const reload = async (): Promise<void> =>
    await reloads.inTurn("reload", async () => {
      await takeUp().catch((error: unknown) => {
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
  const giveNotices: Sweep = async (_, now) =>
    await sendNotices(service, now, (attempt) => {
      metrics.observeNotice(attempt);
      if (attempt.failure !== null) log.warn({ notice: attempt }, "notice not delivered");
    });
  let told = clock().getTime();
  const tellEnds: Sweep = (_, now) => {
    if (now.getTime() - told >= dayInMilliseconds) {
      told = now.getTime();
      logEnds(service, tls, now, log);
    }
    return Promise.resolve(0);
  };
  const sweeps = startSweeps(service, clock, log, {
    "send-notices": giveNotices,
    "renew-server-certificate": renewServerCertificate,
    "tell-ends": tellEnds,
    "audit-checkpoint": vouchForTrail,
  });
  opened.defer(async () => {
    // A sweep may wait for a mail server: nobody is taken on meanwhile.
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

/** Tells, at the start, with each reload and daily, what somebody has to do before it is too late. */
function logEnds({ authority, settings }: Service, { end, faults }: ServerTls, now: Date, log: Logger): void {
  const { until, over, endsSoon: issuingEnds, rotation } = issuingTime(authority, settings.validityYears, now);
  const facts = { until, command: `koshin rotate ${rotation}` };
  if (over) log.error(facts, "the authority ends too soon: no certificate is issued until it has been rotated");
  else if (issuingEnds) log.warn(facts, "the authority can issue for a short time only: rotate it");
  for (const fault of faults(now)) log.warn({ end }, `the server certificate, which the operator has put there, ${fault}`);
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

/** HTTP/2 has no `Connection` header (RFC 9113, section 8.2.2): a frame says that the connection ends. */
function inHttp2(response: Response, { stream }: Http2ServerRequest): Response {
  if (response.headers.get("Connection") === "close") {
    response.headers.delete("Connection");
    stream.session?.close();
  }
  return response;
}

/** A service that is told to take any free port, or another one than usual, must not meet the usual one's others. */
function companionPort(usual: number, { listen }: Settings, port = listen.port): number {
  return port === 0 || port !== listen.port ? 0 : usual;
}

function openLog(log: NonNullable<ServeOptions["log"]>): Logger {
  return typeof log === "string" ? pino({ level: log }, pino.destination({ dest: 2, sync: true })) : log;
}

/** What did not even become a request, such as a `Host` that is none, or failed outside of every route. */
function answerFailure(error: unknown, log: Logger): Response {
  if (error instanceof RequestError) return refuseHost("malformed");
  log.error({ err: error }, "request failed");
  return failureResponse(error);
}
