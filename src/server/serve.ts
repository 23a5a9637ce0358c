import { pino, type LevelWithSilent, type Logger } from "pino";
import { takeAccountsFile } from "./accounts/accounts-file.ts";
import { createLogins } from "./accounts/login/logins.ts";
import { answerRequests } from "./answer-requests.ts";
import { issuerId } from "./authority/issuer-id.ts";
import { endsSoon } from "./authority/server/server-certificate.ts";
import { answerReloads } from "./control/answer-reloads.ts";
import type { ReloadReport } from "./control/reload-outcome.ts";
import { openErrands } from "./errands.ts";
import { claimsFront } from "./front/forwarded-request.ts";
import { trustedPeers } from "./front/trusted-peers.ts";
import { makeCheckpoint } from "./issuance/audit/audit-checkpoint.ts";
import type { Service } from "./issuance/service.ts";
import { Turns } from "./issuance/turns.ts";
import { workOnJobs } from "./jobs/work-on-jobs.ts";
import { closable } from "./listener/close.ts";
import type { ConnectionObserver } from "./listener/connection-observer.ts";
import { createListener } from "./listener/create-listener.ts";
import { listen, plainUrl, portOf } from "./listener/listen.ts";
import { serverTls } from "./listener/tls-options.ts";
import { daily, logEnds } from "./log-ends.ts";
import { createMetrics } from "./monitoring/metrics.ts";
import { createOperationsServer } from "./monitoring/operations-server.ts";
import { findObstacles, type Readiness } from "./monitoring/readiness.ts";
import { sendNotices } from "./notices/send-notices.ts";
import { sendPersonNotices } from "./notices/send-person-notices.ts";
import { noticeObserver } from "./observe-notices.ts";
import { recordPresentations } from "./record-presentations.ts";
import { reloadAll, reloadAuthority, replacedBy, type Reloaded } from "./reload.ts";
import { createApplication, createRecoveryApplication } from "./routes/application.ts";
import { addressesOf, type Addresses } from "./routes/http/addresses.ts";
import type { WebApp } from "./routes/http/environment.ts";
import { frontServers } from "./serve-front.ts";
import { openGateway } from "./serve-gateway.ts";
import { requireKnownProducts } from "./service/known-products.ts";
import { openService } from "./service/open-service.ts";
import { renewUpstreamCredential } from "./service/upstream-credential.ts";
import { sitesOf } from "./settings/hosts.ts";
import { findUnreadableFiles } from "./settings/named-files.ts";
import type { Settings } from "./settings/settings.ts";
import { startSweeps, type Sweep } from "./sweeps.ts";

/** Options for starting a service. */
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
  /** A folder in which `koshin reload` finds the service. */
  readonly running?: string;
  /** A log, or the minimum level of a log to standard error as JSON lines; by default the settings' level. */
  readonly log?: Logger | LevelWithSilent;
}

/** A running service. */
export interface RunningService {
  readonly addresses: Addresses;
  /** The URL of `/metrics`, `/healthz` and `/readyz`. */
  readonly operations: string;
  /** The port that it listens on, which a proxy may pass another one on to. */
  readonly port: number;
  /** Where a front connects to: `unix:` with a path, or an `http:` URL. */
  readonly fronts: readonly string[];
  /** For operations in the same process, which must not open the database a second time. */
  readonly service: Service;
  /** Resolves after the first round of sweeps, such as due notices. */
  readonly firstRound: Promise<void>;
  /**
   * Reloads the settings, the issuing authority and the server certificate from the data folder, and replaces the server
   * certificate if it is the service's own and has a fault. Open connections are kept. Logs the outcome, with the settings
   * that have changed, and those that need a restart, which keep their values.
   *
   * @returns the same
   * @throws what `serve` throws; then nothing is changed
   */
  reload(): Promise<ReloadReport>;
  /** Waits for pending requests, then closes everything. */
  close(): Promise<void>;
}

/**
 * Starts the service of a data folder.
 *
 * @throws OperatorError `data-folder-incomplete`, `file-unreadable`, `settings-malformed`, `passphrase-wrong`,
 * `authority-mismatched`, `authority-unsuitable`, `server-certificate-unusable`, `database-unusable`, `address-in-use`,
 * `front-socket-unusable`, `product-unknown`
 */
export async function serve(options: ServeOptions): Promise<RunningService> {
  const { data, clock = () => new Date(), webapp } = options;
  const service = await openService(data, options);
  await using opened = new AsyncDisposableStack();
  opened.defer(() => service.close());
  // The settings at startup; those that may change while the service runs are read from the service each time.
  const { settings } = service;
  await requireKnownProducts(service.store, settings);
  const limits = (): Settings["limits"] => service.settings.limits;
  const authHosts = (): string[] => sitesOf(service.settings.hosts, "auth").map(({ host }) => host);
  const log = openLog(options.log ?? settings.logLevel);
  const checkpointTrail: Sweep = async (_, now) => {
    const checkpoint = await makeCheckpoint(service, now);
    // Logged so that the trail can be compared with a log that is kept elsewhere: koshin audit --verify --noted.
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
  const isProxy = settings.proxyProtocol && trustedPeers(settings.proxyProtocol.trust);
  const main = createListener(tls.options, limits, authHosts, connections, isProxy);
  const recovery = createListener({ ...tls.options, requestCert: false }, limits, authHosts, connections, isProxy);
  const tlsListeners = [main, recovery];
  const readiness = async (): Promise<Readiness> => await findObstacles(service, tls, clock());
  const operationsServer = createOperationsServer({ metrics, readiness, names: () => service.settings.operations.names });
  const port = (): number => settings.listen.publicPort ?? portOf(main.entrance);
  const recoveryPort = (): number => settings.recovery.listen.publicPort ?? portOf(recovery.entrance);
  const presentations = recordPresentations(service.store, log);
  opened.defer(async () => await presentations.close());
  const present = presentations.note;
  const logins = createLogins(service.store, clock);
  const gateway = openGateway({ service, clock, log, observer: metrics.gateway });
  opened.defer(() => gateway.close());
  const { observe } = metrics;
  const work = workOnJobs({ service, clock, log });
  opened.defer(() => work.stop());
  const errands = openErrands(log);
  opened.defer(() => errands.close());
  const background = { wakeWork: work.wake, startErrand: errands.start };
  const surroundings = { service, clock, port, recoveryPort, log, webapp, logins, present, gateway, observe, ...background };
  const answering = { limits, connections, log };
  const claims = settings.front === undefined ? () => false : claimsFront(settings.front);
  answerRequests(main, createApplication(surroundings), { ...answering, claimsFront: claims });
  answerRequests(recovery, createRecoveryApplication(surroundings), { ...answering, claimsFront: claims });
  const fronts = settings.front === undefined ? [] : await frontServers(settings.front, surroundings, answering);
  const closingTime = (): number => limits().closingSeconds * 1000;
  const closing = [
    ...tlsListeners.map((each) => closable(each.server, closingTime, each.entrance)),
    closable(operationsServer, closingTime),
    ...fronts.map((front) => front.close),
  ];
  const closeServers = async (): Promise<void> => {
    await Promise.all(closing.map((closeServer) => closeServer()));
  };
  opened.defer(closeServers);
  const { listen: at, operations } = settings;
  await listen(main.entrance, at.host, options.port ?? at.port);
  const recoveryAt = settings.recovery.listen;
  await listen(recovery.entrance, recoveryAt.host, companionPort(recoveryAt.port, settings, options.port));
  await listen(operationsServer, operations.host, companionPort(operations.port, settings, options.port));
  for (const front of fronts) await front.open();
  const reloads = new Turns();
  const take = async (present: Promise<Reloaded>): Promise<Omit<ReloadReport, "warnings">> => {
    const reloaded = await present.catch((error: unknown) => {
      log.error({ err: error }, "reload failed");
      throw error;
    });
    const { authority } = reloaded;
    const [changed, waiting] = [[...reloaded.changed], [...reloaded.waiting]];
    const replaced = [...replacedBy({ authority: service.authority, tls }, reloaded)];
    service.authority = authority;
    service.settings = reloaded.settings;
    tls = reloaded.tls;
    for (const { server, entrance } of tlsListeners) {
      server.setSecureContext(tls.options);
      entrance.maxConnections = limits().connections;
    }
    service.rsaKeys.resize(service.settings.keyPoolSize);
    if (options.log === undefined) log.level = service.settings.logLevel;
    log.info({ issuer: issuerId(authority), serverCertificateEnd: tls.end, settings: changed, replaced }, "reloaded");
    if (waiting.length > 0) log.warn({ settings: waiting }, "these settings have changed, and apply only after a restart");
    logEnds(service, tls, clock(), log);
    return { changed, waiting, replaced };
  };
  const reload = async (): Promise<ReloadReport> =>
    await reloads.inTurn("reload", async () => {
      const taken = await take(reloadAll(data, service, clock()));
      const warnings = [...(await findUnreadableFiles(service.settings))];
      for (const sentence of warnings) log.error(sentence);
      return { ...taken, warnings };
    });
  const reloadWithoutSettings = async (): Promise<void> =>
    await reloads.inTurn("reload", async () => {
      await take(reloadAuthority(data, service, clock()));
    });
  service.rsaKeys.fillWhenIdle();
  const renewServerCertificate: Sweep = async (_, now) => {
    const ends = endsSoon(tls.end, now) && tls.end < service.authority.notAfter;
    if (!tls.own || !(ends || now < tls.begin)) return 0;
    await reloadWithoutSettings();
    return 1;
  };
  const observeNotice = noticeObserver(metrics, log);
  const stopping = new AbortController();
  const sendDueNotices: Sweep = async (_, now) =>
    await sendNotices(service, now, observeNotice, { main: port(), recovery: recoveryPort() }, stopping.signal);
  const sweeps = startSweeps(service, clock, log, {
    "send-notices": sendDueNotices,
    "send-person-notices": async (_, now) => await sendPersonNotices(service, now, observeNotice, stopping.signal),
    "renew-server-certificate": renewServerCertificate,
    "renew-upstream-credential": renewUpstreamCredential(data, reloadWithoutSettings),
    "warn-of-expiry": daily(clock(), (now) => logEnds(service, tls, now, log)),
    "audit-checkpoint": checkpointTrail,
  });
  opened.defer(async () => {
    stopping.abort();
    // At the same time, because a sweep may wait for a mail server, and no requests are accepted meanwhile.
    await Promise.all([sweeps.stop(), work.stop(), closeServers()]);
  });
  if (options.running !== undefined) {
    await answerReloads(options.running, reload)
      .then((answering) => opened.use(answering))
      .catch((error: unknown) => log.warn({ err: error }, "koshin reload does not reach this service, only SIGHUP does"));
  }
  const everything = opened.move();
  return {
    addresses: addressesOf(settings, port(), recoveryPort()),
    operations: plainUrl(operationsServer, operations.host),
    port: portOf(main.entrance),
    fronts: fronts.map((front) => front.address()),
    service,
    firstRound: sweeps.firstRound,
    reload,
    close: async () => await everything.disposeAsync(),
  };
}

/** If the port is 0 or differs from the settings', the other listeners use any free port, to avoid conflicts. */
function companionPort(usual: number, { listen }: Settings, port = listen.port): number {
  return port === 0 || port !== listen.port ? 0 : usual;
}

function openLog(log: NonNullable<ServeOptions["log"]>): Logger {
  return typeof log === "string" ? pino({ level: log }, pino.destination({ dest: 2, sync: true })) : log;
}
