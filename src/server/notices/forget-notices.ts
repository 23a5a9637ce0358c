import { setImmediate } from "node:timers/promises";
import { dayInMilliseconds } from "../../core/days.ts";
import type { Service } from "../issuance/service.ts";
import { findNoticesBefore, removeNotices } from "../store/notices/old-notices.ts";
import { transact } from "../store/transact.ts";

/** The number removed in one transaction, which others wait for. */
const batch = 200;

/**
 * Removes notices that were delivered, or given up, longer ago than the settings keep them. They are not planned again: the
 * longest time in which one can be is shorter than the shortest that the settings allow.
 *
 * @returns their number
 */
export async function forgetNotices({ store, settings }: Pick<Service, "store" | "settings">, now: Date): Promise<number> {
  const moment = now.getTime() - settings.noticeDays * dayInMilliseconds;
  let removed = 0;
  for (;;) {
    const old = await findNoticesBefore(store, moment, batch);
    if (old.length > 0) await transact(store, async (transaction) => await removeNotices(transaction, old));
    removed += old.length;
    // A database in the process answers at once, so that nothing else would have its turn.
    await setImmediate();
    if (old.length < batch) return removed;
  }
}
