import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { appFailures } from "../gateway/failure.ts";
import type { GatewayObserver } from "../gateway/gateway.ts";
import { injectionOutcomes } from "../injection/inject.ts";

/** Creates the metrics of what is passed on to the apps behind the service. */
export function gatewayMetrics(registry: Registry): GatewayObserver {
  const registers = [registry];
  const requests = new Counter({
    name: "koshin_upstream_requests_total",
    help: "Requests passed on to apps by outcome: answered, unreachable, timeout, broken (no valid answer), left (the client) or ended (the certificate).",
    labelNames: ["outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "koshin_upstream_answer_seconds",
    help: "Time from passing a request on until the app's answer begins.",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const cuts = new Counter({
    name: "koshin_upstream_cut_total",
    help: "Answers that apps did not complete, by failure; their clients' connections were closed.",
    labelNames: ["failure"],
    registers,
  });
  const ended = new Counter({
    name: "koshin_upstream_ended_total",
    help: "Requests, answers and WebSockets ended because their certificate was no longer accepted, by reason.",
    labelNames: ["reason"],
    registers,
  });
  const injections = new Counter({
    name: "koshin_upstream_injections_total",
    help: "Pages that the settings name for the in-page module, by outcome: injected, or why it was not.",
    labelNames: ["outcome"],
    registers,
  });
  for (const outcome of injectionOutcomes) injections.inc({ outcome }, 0);
  const open = new Gauge({
    name: "koshin_upstream_open",
    help: "Requests, answers and WebSockets in progress.",
    registers,
  });
  for (const outcome of ["answered", "left", "ended", ...appFailures] as const) requests.inc({ outcome }, 0);
  for (const failure of appFailures) cuts.inc({ failure }, 0);
  return {
    began: () => open.inc(),
    closed: () => open.dec(),
    passed(outcome, milliseconds) {
      requests.inc({ outcome });
      if (outcome === "answered") durations.observe(milliseconds / 1000);
    },
    cut: (failure) => cuts.inc({ failure }),
    injected: (_, __, outcome) => injections.inc({ outcome }),
    ended: (reason) => ended.inc({ reason }),
  };
}
