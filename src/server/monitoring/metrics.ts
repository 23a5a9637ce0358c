import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { dayInMilliseconds } from "../../core/days.ts";
import { paths } from "../../protocol/paths.ts";
import { issuingTime } from "../authority/lifetime.ts";
import { frontFaults } from "../front/forwarded-request.ts";
import type { GatewayObserver } from "../gateway/gateway.ts";
import type { Service } from "../issuance/service.ts";
import type { ConnectionLimit, ConnectionObserver } from "../listener/connection-observer.ts";
import type { NoticeAttempt } from "../notices/send-notices.ts";
import { routeOf, type RequestOutcome } from "../routes/http/request-outcome.ts";
import { countCertificates, type CertificateCounts } from "../store/certificates/count-certificates.ts";
import { countWaitingNotices } from "../store/notices/count-notices.ts";
import { gatewayMetrics } from "./gateway-metrics.ts";

/** The metrics of the service. */
export interface Metrics {
  readonly observe: (outcome: RequestOutcome) => void;
  readonly observeNotice: (attempt: Pick<NoticeAttempt, "outcome" | "channel">) => void;
  readonly connections: ConnectionObserver;
  readonly gateway: GatewayObserver;
  /** In Prometheus's text format, version 0.0.4. */
  readonly text: () => Promise<string>;
}

const renewing: ReadonlySet<string> = new Set([paths.reenrol, paths.serverKey, paths.enrol, "/api/cert"]);
const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/**
 * How long the certificate counts are cached, in milliseconds, because counting reads an index entry for every
 * certificate.
 */
const countLifetime = 300_000;

/**
 * Creates the metrics.
 *
 * @param serverCertificateEnd when the current server certificate expires, or its chain if that is earlier
 */
export function createMetrics(service: Service, serverCertificateEnd: () => Date, clock: () => Date): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "koshin_requests_total",
    help: "Requests by host, route, method and status.",
    labelNames: ["host", "route", "method", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "koshin_request_duration_seconds",
    help: "Time from a request's header to its response.",
    labelNames: ["host", "route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const renewals = new Counter({
    name: "koshin_renewals_total",
    help: "Renewal requests by outcome: issued, or the refusal's code.",
    labelNames: ["outcome"],
    registers,
  });
  const notices = new Counter({
    name: "koshin_notices_total",
    help: "Attempts to send a notice by outcome: delivered, refused, unknown (it may have arrived) or dropped.",
    labelNames: ["outcome", "channel"],
    registers,
  });
  for (const outcome of ["delivered", "refused", "unknown", "dropped"] as const) {
    for (const channel of ["mail", "webhook"] as const) notices.inc({ outcome, channel }, 0);
  }
  const delayed = new Counter({
    name: "koshin_handshakes_delayed_total",
    help: "Handshakes delayed because their address had exceeded its rate.",
    registers,
  });
  const refused = new Counter({
    name: "koshin_connections_refused_total",
    help: "Connections closed before their handshake, by the exceeded limit.",
    labelNames: ["limit"],
    registers,
  });
  const limits: readonly ConnectionLimit[] = ["connections", "connectionsPerAddress", "handshakesPerSecondPerAddress"];
  for (const limit of limits) refused.inc({ limit }, 0);
  const disbelieved = new Counter({
    name: "koshin_front_refused_total",
    help: "Requests that were not believed to come through the front, by the fault of what it passed on.",
    labelNames: ["fault"],
    registers,
  });
  for (const fault of frontFaults) disbelieved.inc({ fault }, 0);
  addOwnState(registry, service, serverCertificateEnd, clock);
  addOcsp(registry, service);
  addCertificates(registry, service, clock);
  addWaitingNotices(registry, service);
  return {
    observe({ host, method, path, status, code, fault, milliseconds }) {
      if (fault !== undefined) disbelieved.inc({ fault });
      const route = routeOf(path);
      requests.inc({ host, route, method: methods.has(method) ? method : "other", status });
      durations.observe({ host, route }, milliseconds / 1000);
      if (method === "POST" && renewing.has(path)) renewals.inc({ outcome: status === 200 ? "issued" : (code ?? "other") });
    },
    gateway: gatewayMetrics(registry),
    connections: { delayed: () => delayed.inc(), refused: (limit) => refused.inc({ limit }) },
    observeNotice: ({ outcome, channel }) => notices.inc({ outcome, channel }),
    text: async () => await registry.metrics(),
  };
}

function addOwnState(registry: Registry, service: Service, serverCertificateEnd: () => Date, clock: () => Date): void {
  new Gauge({
    name: "koshin_certificate_end_timestamp_seconds",
    help: "When the service's own certificates expire.",
    labelNames: ["certificate"],
    registers: [registry],
    collect() {
      this.set({ certificate: "issuing-authority" }, service.authority.notAfter.getTime() / 1000);
      this.set({ certificate: "root" }, service.authority.rootNotAfter.getTime() / 1000);
      this.set({ certificate: "server" }, serverCertificateEnd().getTime() / 1000);
      const signerEnd = ocspSignerEnd(service, clock());
      if (signerEnd !== undefined) this.set({ certificate: "ocsp-signer" }, signerEnd.getTime() / 1000);
    },
  });
  new Gauge({
    name: "koshin_issuing_end_timestamp_seconds",
    help: "When the authority stops issuing, because later certificates would outlive it.",
    registers: [registry],
    collect() {
      const { authority, settings } = service;
      this.set(issuingTime(authority, settings.validityYears, clock()).until.getTime() / 1000);
    },
  });
  new Gauge({
    name: "koshin_rsa_keys_in_stock",
    help: "RSA keys generated in advance.",
    registers: [registry],
    collect() {
      this.set(service.rsaKeys.stock);
    },
  });
}

/** Undefined without the OCSP responder. */
function ocspSignerEnd({ settings, authority, ocsp }: Service, now: Date): Date | undefined {
  const present = [authority, ...authority.earlier].filter(({ notAfter }) => now < notAfter);
  return settings.ocsp === undefined ? undefined : ocsp.signers.endOf(present);
}

function addOcsp(registry: Registry, { ocsp }: Service): void {
  new Counter({
    name: "koshin_ocsp_answers_total",
    help: "Certificates in OCSP requests by state, and requests without an answer by reason.",
    labelNames: ["answer"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [answer, count] of ocsp.counts) this.inc({ answer }, count);
    },
  });
  new Counter({
    name: "koshin_ocsp_signatures_total",
    help: "Signed OCSP responses; the others were served from the cache.",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(ocsp.signatures);
    },
  });
}

function addWaitingNotices(registry: Registry, { store }: Service): void {
  new Gauge({
    name: "koshin_notices_waiting",
    help: "Notices, and mails to people about their accounts, that are not sent yet or are tried again.",
    labelNames: ["about"],
    registers: [registry],
    async collect() {
      this.reset();
      // The other metrics are most needed when the database is unavailable.
      const waiting = await countWaitingNotices(store).catch(() => undefined);
      if (waiting === undefined) return;
      this.set({ about: "certificate" }, waiting.notice);
      this.set({ about: "account" }, waiting.account);
    },
  });
}

function addCertificates(registry: Registry, { store }: Service, clock: () => Date): void {
  let counted: { readonly at: number; readonly counts: Promise<CertificateCounts> } | undefined;
  const counts = async (): Promise<CertificateCounts | undefined> => {
    const now = clock().getTime();
    if (counted === undefined || now - counted.at >= countLifetime) counted = { at: now, counts: countCertificates(store, now) };
    // The other metrics are most needed when the database is unavailable.
    return await counted.counts.catch(() => (counted = undefined));
  };
  new Gauge({
    name: "koshin_certificates",
    help: "Certificates by state, counted every five minutes.",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      this.reset();
      const now = await counts();
      for (const state of ["valid", "expired", "revoked"] as const) if (now) this.set({ state }, now[state]);
    },
  });
  new Gauge({
    name: "koshin_certificates_to_renew",
    help: "Valid certificates that expire within a number of days and have no replacement in use.",
    labelNames: ["days"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [days, count] of (await counts())?.toRenew ?? []) this.set({ days }, count);
    },
  });
  new Gauge({
    name: "koshin_days_until_earliest_expiry",
    help: "Days until the first valid certificate expires.",
    registers: [registry],
    async collect() {
      this.reset();
      const end = (await counts())?.earliestNotAfter;
      this.set(end === undefined ? Number.NaN : (end - clock().getTime()) / dayInMilliseconds);
    },
  });
}
