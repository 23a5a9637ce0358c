import type { Logger } from "pino";
import { dayInMilliseconds } from "../core/days.ts";
import { issuingTime } from "./authority/lifetime.ts";
import type { Service } from "./issuance/service.ts";
import type { ServerTls } from "./listener/tls-options.ts";
import type { Sweep } from "./sweeps.ts";

/** Logs, at startup, after each reload and daily, what the operator has to do before something expires. */
export function logEnds({ authority, settings }: Service, { end, faults }: ServerTls, now: Date, log: Logger): void {
  const { until, over, endsSoon: issuingEnds, command } = issuingTime(authority, settings.validityYears, now);
  const facts = { until, command };
  if (over) log.error(facts, "the authority expires too soon: no certificate is issued until there is a new one");
  else if (issuingEnds) log.warn(facts, "the authority can issue only for a short time: create a new one");
  for (const fault of faults(now)) log.warn({ end }, `the server certificate, which the operator has installed, ${fault}`);
}

/** A sweep that does something once a day, a day after a moment for the first time. */
export function daily(since: Date, work: (now: Date) => void): Sweep {
  let last = since.getTime();
  return (_, now) => {
    if (now.getTime() - last >= dayInMilliseconds) {
      last = now.getTime();
      work(now);
    }
    return Promise.resolve(0);
  };
}
