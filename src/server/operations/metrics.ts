import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { dayInMilliseconds } from "../../core/days.ts";
import { paths } from "../../protocol/paths.ts";
import { issuingTime } from "../authority/lifetime.ts";
import type { Service } from "../issuance/service.ts";
import type { ConnectionLimit, ConnectionObserver } from "../listener/connection-observer.ts";
import type { NoticeAttempt } from "../notices/send-notices.ts";
import { routeOf, type RequestOutcome } from "../routes/http/request-outcome.ts";
import { countCertificates, type CertificateCounts } from "../store/certificates/count-certificates.ts";

/** What the service counts and measures of itself. */
export interface Metrics {
  readonly observe: (outcome: RequestOutcome) => void;
  readonly observeNotice: (attempt: NoticeAttempt) => void;
  readonly connections: ConnectionObserver;
  /** In Prometheus's text format, version 0.0.4. */
  readonly text: () => Promise<string>;
}

const renewing: ReadonlySet<string> = new Set([paths.reenrol, paths.serverKey, paths.enrol, "/api/cert"]);
const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** In milliseconds. Counting reads every certificate, so it is not done for every look. */
const countedFor = 300_000;

/**
 * Starts measuring.
 *
 * @param serverCertificateEnd when the certificate that the listeners show at present ends, or its chain where that is earlier
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
    help: "Time from a request's header to its answer.",
    labelNames: ["host", "route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const renewals = new Counter({
    name: "koshin_renewals_total",
    help: "Renewals asked for, by what came of them: issued, or the refusal's code.",
    labelNames: ["outcome"],
    registers,
  });
  const notices = new Counter({
    name: "koshin_notices_total",
    help: "Attempts to give notice, by what came of them: delivered, refused, unknown (it may have arrived) or dropped.",
    labelNames: ["outcome", "channel"],
    registers,
  });
  for (const outcome of ["delivered", "refused", "unknown", "dropped"] as const) {
    for (const channel of ["mail", "webhook"] as const) notices.inc({ outcome, channel }, 0);
  }
  const delayed = new Counter({
    name: "koshin_handshakes_delayed_total",
    help: "Handshakes that had to wait for their turn, because their address had had its share.",
    registers,
  });
  const cut = new Counter({
    name: "koshin_connections_refused_total",
    help: "Connections that were cut before their handshake, by the limit that they were beyond.",
    labelNames: ["limit"],
    registers,
  });
  const limits: readonly ConnectionLimit[] = ["connections", "connectionsPerAddress", "handshakesPerSecondPerAddress"];
  for (const limit of limits) cut.inc({ limit }, 0);
  addOwnState(registry, service, serverCertificateEnd, clock);
  addCertificates(registry, service, clock);
  return {
    observe({ host, method, path, status, code, milliseconds }) {
      const route = routeOf(path);
      requests.inc({ host, route, method: methods.has(method) ? method : "other", status });
      durations.observe({ host, route }, milliseconds / 1000);
      if (method === "POST" && renewing.has(path)) renewals.inc({ outcome: status === 200 ? "issued" : (code ?? "other") });
    },
    connections: { delayed: () => delayed.inc(), refused: (limit) => cut.inc({ limit }) },
    observeNotice: ({ outcome, channel }) => notices.inc({ outcome, channel }),
    text: async () => await registry.metrics(),
  };
}

function addOwnState(registry: Registry, service: Service, serverCertificateEnd: () => Date, clock: () => Date): void {
  new Gauge({
    name: "koshin_certificate_end_timestamp_seconds",
    help: "When the service's own certificates end.",
    labelNames: ["certificate"],
    registers: [registry],
    collect() {
      this.set({ certificate: "issuing-authority" }, service.authority.notAfter.getTime() / 1000);
      this.set({ certificate: "root" }, service.authority.rootNotAfter.getTime() / 1000);
      this.set({ certificate: "server" }, serverCertificateEnd().getTime() / 1000);
    },
  });
  new Gauge({
    name: "koshin_issuing_end_timestamp_seconds",
    help: "Until when the authority issues: a certificate of later would outlive it.",
    registers: [registry],
    collect() {
      const { authority, settings } = service;
      this.set(issuingTime(authority, settings.validityYears, clock()).until.getTime() / 1000);
    },
  });
  new Gauge({
    name: "koshin_rsa_keys_in_stock",
    help: "RSA keys that are made already.",
    registers: [registry],
    collect() {
      this.set(service.rsaKeys.stock);
    },
  });
}

function addCertificates(registry: Registry, { store }: Service, clock: () => Date): void {
  let counted: { readonly at: number; readonly counts: Promise<CertificateCounts> } | undefined;
  const counts = async (): Promise<CertificateCounts | undefined> => {
    const now = clock().getTime();
    if (counted === undefined || now - counted.at >= countedFor) counted = { at: now, counts: countCertificates(store, now) };
    // The other figures are wanted most when the database is gone.
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
    name: "koshin_days_until_earliest_expiry",
    help: "Days until the first of the certificates in force ends.",
    registers: [registry],
    async collect() {
      this.reset();
      const end = (await counts())?.earliestNotAfter;
      this.set(end === undefined ? Number.NaN : (end - clock().getTime()) / dayInMilliseconds);
    },
  });
}
