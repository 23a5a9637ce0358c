import type { Logger } from "pino";
import { forgetEndedLogins } from "./accounts/logins.ts";
import { ClockWatch } from "./clock-watch.ts";
import { destroyKeys } from "./issuance/lifecycle/destroy-keys.ts";
import { keepPresentLists } from "./issuance/lifecycle/published-lists.ts";
import { shortenRecoveryCodes } from "./issuance/recovery/recovery-codes.ts";
import { retireRenewed } from "./issuance/renewal/retire.ts";
import type { Service } from "./issuance/service.ts";
import { firstPause } from "./notices/send-notices.ts";

/** Between the end of one round and the beginning of the next, in milliseconds: a notice may be due again by then. */
const pause = firstPause;

/** Sweeps that run until they are stopped. */
export interface RunningSweeps {
  /** Ends with the first round, whether or not anything failed in it. */
  readonly firstRound: Promise<void>;
  /** Ends all of this, after the sweep that is under way. */
  stop(): Promise<void>;
}

/** Work that time alone calls for; says how much it has done. */
export type Sweep = (service: Service, now: Date) => Promise<number>;

/** They run one after the other. */
const sweeps: Readonly<Record<string, Sweep>> = {
  "retire-renewed": retireRenewed,
  "destroy-keys": destroyKeys,
  "keep-lists": keepPresentLists,
  "shorten-recovery-codes": shortenRecoveryCodes,
  "forget-ended-logins": forgetEndedLogins,
};

/**
 * What these do cannot be taken back once a clock that was ahead is right again. A server certificate is made again
 * then, and a machine that has slept for weeks needs another one at once.
 */
const irrevocable: ReadonlySet<string> = new Set(["retire-renewed", "destroy-keys", "send-notices"]);

/**
 * Runs every sweep now and from time to time. One that fails is logged, and tried again with the next round. What
 * cannot be taken back rests for a day after the clock went ahead by more than a week.
 *
 * @param own further ones, of whoever starts them
 */
export function startSweeps(service: Service, clock: () => Date, log: Logger, own: Readonly<Record<string, Sweep>>): RunningSweeps {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const watch = new ClockWatch(clock, () => performance.now());
  let resting = false;
  const rests = (): boolean => {
    const before = resting;
    resting = !watch.trusts();
    if (resting && !before)
      log.error(
        { clock: clock() },
        "the clock went ahead by more than a week: nothing that cannot be taken back is done for a day",
      );
    return resting;
  };
  const round = async (): Promise<void> => {
    for (const [sweep, run] of Object.entries({ ...sweeps, ...own })) {
      if (stopped) return;
      if (rests() && irrevocable.has(sweep)) continue;
      try {
        const done = await run(service, clock());
        if (done > 0) log.info({ sweep, done }, "sweep");
      } catch (error) {
        log.error({ err: error, sweep }, "sweep failed");
      }
    }
    if (stopped) return;
    timer = setTimeout(() => {
      underWay = round();
    }, pause).unref();
  };
  const firstRound = round();
  let underWay = firstRound;
  return {
    firstRound,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
