import type { Logger } from "pino";
import { frontOnlyHeaders } from "./front/forwarded-request.ts";
import { createGateway, type Gateway, type GatewayObserver } from "./gateway/gateway.ts";
import type { InjectionOutcome } from "./injection/inject.ts";
import type { Service } from "./issuance/service.ts";
import { pathInLog } from "./routes/http/path-in-log.ts";

/** The pause between two judgements of the exchanges in progress, in milliseconds. */
const pause = 3000;

/** What the gateway depends on. */
interface GatewaySurroundings {
  readonly service: Service;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly observer: GatewayObserver;
}

/** Why pages did not get the in-page module, for the operator; one line for each path. */
const faults: Readonly<Record<Exclude<InjectionOutcome, "injected">, string>> = {
  policy: "its content security policy or its integrity policy forbids the script, or its requests",
  coding: "it is compressed by an unknown coding",
  "no-transform": "its Cache-Control forbids it",
  charset: "its character encoding does not contain ASCII",
  head: "its head does not end, or is too long",
};

/** The most paths that are reported; a path of the settings may stand for any number of pages. */
const mostReported = 100;

/** Logs once for each path that its page did not get the module. */
function reportInjections(log: Logger, count: GatewayObserver["injected"]): GatewayObserver["injected"] {
  const reported = new Set<string>();
  return (host, path, outcome) => {
    count(host, path, outcome);
    if (outcome === "injected") return;
    const page = `${host} ${pathInLog(path)} ${outcome}`;
    if (reported.has(page) || reported.size >= mostReported) return;
    reported.add(page);
    log.warn({ host, path: pathInLog(path), outcome }, `a page did not get the in-page module: ${faults[outcome]}`);
  };
}

/**
 * Opens the gateway to the apps behind the service, and keeps judging the certificates of what is in progress: it ends within
 * seconds of a revocation that any process records, of retirement, expiry, or a tenant's closing.
 */
export function openGateway({ service, clock, log, observer }: GatewaySurroundings): Gateway {
  const front = service.settings.front;
  const frontHeaders = front === undefined ? [] : frontOnlyHeaders(front).map((name) => name.toLowerCase());
  const injected = reportInjections(log, observer.injected);
  const gateway = createGateway(() => service.settings.limits, frontHeaders, { ...observer, injected });
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const judge = async (): Promise<void> => {
    try {
      const ended = await gateway.open.judge(service.store, clock());
      if (ended > 0) log.info({ ended }, "ended what was in progress with certificates that are no longer accepted");
    } catch (error) {
      // New requests are refused meanwhile; those in progress may not wait for the next sweep.
      log.error({ err: error }, "the certificates of what is in progress could not be judged");
    }
    if (closed) return;
    timer = setTimeout(() => {
      judging = judge();
    }, pause).unref();
  };
  let judging = judge();
  return {
    ...gateway,
    async close() {
      closed = true;
      clearTimeout(timer);
      await judging;
      await gateway.close();
    },
  };
}
