import type { Logger } from "pino";
import { forgetEndedLogins } from "./accounts/forget-ended-logins.ts";
import { shortenLoginHistory } from "./accounts/login/login-history.ts";
import { forgetEndedTokens } from "./accounts/tokens/manage-tokens.ts";
import { ClockWatch } from "./clock-watch.ts";
import { forgetHolders } from "./issuance/holders/forget-holders.ts";
import { destroyKeys } from "./issuance/lifecycle/destroy-keys.ts";
import { keepPresentLists } from "./issuance/lifecycle/published-lists.ts";
import { renewOcspSigners } from "./issuance/ocsp/answer-ocsp.ts";
import { forgetPresentations } from "./issuance/presentations/forget-presentations.ts";
import { shortenRecoveryCodes } from "./issuance/recovery/recovery-codes.ts";
import { retireRenewed } from "./issuance/renewal/retire.ts";
import type { Service } from "./issuance/service.ts";
import { endOldOrders } from "./issuance/upstream/end-old-orders.ts";
import { forgetJobs } from "./jobs/forget-jobs.ts";
import { forgetNotices } from "./notices/forget-notices.ts";
import { firstPause } from "./notices/retries.ts";

/** The pause between two rounds, in milliseconds: a notice may be retried by then. */
const pause = firstPause;

/** Sweeps that run until they are stopped. */
export interface RunningSweeps {
  /** Resolves after the first round, even if sweeps failed. */
  readonly firstRound: Promise<void>;
  /** Stops the sweeps, after the one that is running. */
  stop(): Promise<void>;
}

/** Periodic work; returns how much was done. */
export type Sweep = (service: Service, now: Date) => Promise<number>;

/** They run one after the other. */
const sweeps: Readonly<Record<string, Sweep>> = {
  "retire-renewed": retireRenewed,
  "destroy-keys": destroyKeys,
  "publish-revocation-lists": keepPresentLists,
  "shorten-recovery-codes": shortenRecoveryCodes,
  "renew-ocsp-signers": renewOcspSigners,
  "forget-ended-logins": forgetEndedLogins,
  "shorten-login-history": shortenLoginHistory,
  "forget-presentations": forgetPresentations,
  "forget-ended-tokens": forgetEndedTokens,
  "end-old-signing-orders": endOldOrders,
  "forget-jobs": forgetJobs,
  "forget-holders": forgetHolders,
  "forget-notices": forgetNotices,
};

/**
 * Sweeps whose results cannot be undone when a clock that was ahead is corrected. A server certificate can be replaced
 * again, and a machine that was suspended for weeks needs one at once.
 */
const irrevocable: ReadonlySet<string> = new Set([
  "retire-renewed",
  "destroy-keys",
  "send-notices",
  "send-person-notices",
  "shorten-login-history",
  "forget-presentations",
  "forget-ended-tokens",
  "forget-jobs",
  "forget-holders",
  "forget-notices",
]);

/**
 * Runs every sweep now and periodically. Failures are logged, and retried in the next round. Irrevocable sweeps are
 * suspended for a day after the clock jumped ahead by more than a week.
 *
 * @param more further sweeps
 */
export function startSweeps(
  service: Service,
  clock: () => Date,
  log: Logger,
  more: Readonly<Record<string, Sweep>>,
): RunningSweeps {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const watch = new ClockWatch(clock, () => performance.now());
  let suspended = false;
  const suspends = (): boolean => {
    const before = suspended;
    suspended = !watch.trusts();
    if (suspended && !before)
      log.error({ clock: clock() }, "the clock jumped ahead by more than a week: irrevocable sweeps are suspended for a day");
    return suspended;
  };
  const round = async (): Promise<void> => {
    for (const [sweep, run] of Object.entries({ ...sweeps, ...more })) {
      if (stopped) return;
      if (suspends() && irrevocable.has(sweep)) continue;
      try {
        const done = await run(service, clock());
        if (done > 0) log.info({ sweep, done }, "sweep");
      } catch (error) {
        log.error({ err: error, sweep }, "sweep failed");
      }
    }
    if (stopped) return;
    timer = setTimeout(() => {
      running = round();
    }, pause).unref();
  };
  const firstRound = round();
  let running = firstRound;
  return {
    firstRound,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
