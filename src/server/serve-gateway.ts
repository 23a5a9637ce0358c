import type { Logger } from "pino";
import { frontOnlyHeaders } from "./front/forwarded-request.ts";
import { createGateway, type Gateway, type GatewayObserver } from "./gateway/gateway.ts";
import type { Service } from "./issuance/service.ts";

/** The pause between two judgements of the exchanges in progress, in milliseconds. */
const pause = 3000;

/** What the gateway depends on. */
interface GatewaySurroundings {
  readonly service: Service;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly observer: GatewayObserver;
}

/**
 * Opens the gateway to the apps behind the service, and keeps judging the certificates of what is in progress: it ends within
 * seconds of a revocation that any process records, of retirement, expiry, or a tenant's closing.
 */
export function openGateway({ service, clock, log, observer }: GatewaySurroundings): Gateway {
  const front = service.settings.front;
  const frontHeaders = front === undefined ? [] : frontOnlyHeaders(front).map((name) => name.toLowerCase());
  const gateway = createGateway(() => service.settings.limits, frontHeaders, observer);
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
