import { setImmediate } from "node:timers/promises";
import { dayInMilliseconds } from "../../core/days.ts";
import type { Service } from "../issuance/service.ts";
import { hasAskedMailsBefore, removeAskedMailsBefore } from "../store/notices/asked-mails.ts";
import { findNoticesBefore, removeNotices } from "../store/notices/old-notices.ts";
import { findPersonNoticesBefore, removePersonNotices } from "../store/notices/person-notices.ts";
import { transact } from "../store/transact.ts";

/** The number removed in one transaction, which others wait for. */
const batch = 200;

/**
 * Removes notices, and mails to people about their accounts, that were delivered, or given up, longer ago than the settings keep
 * them. They are not planned again: the longest time in which one can be is shorter than the shortest that the settings allow.
 * Who had mails sent by what they did at a site, which limits count for an hour, goes after a day.
 *
 * @returns their number
 */
export async function forgetNotices({ store, settings }: Pick<Service, "store" | "settings">, now: Date): Promise<number> {
  const moment = now.getTime() - settings.noticeDays * dayInMilliseconds;
  const removed = await inBatches(
    async () => await findNoticesBefore(store, moment, batch),
    async (old) => await transact(store, async (transaction) => await removeNotices(transaction, old)),
  );
  const toPeople = await inBatches(
    async () => await findPersonNoticesBefore(store, moment, batch),
    async (old) => await transact(store, async (transaction) => await removePersonNotices(transaction, old)),
  );
  const yesterday = now.getTime() - dayInMilliseconds;
  // Usually there is none, and no transaction is needed to find out.
  if (!(await hasAskedMailsBefore(store, yesterday))) return removed + toPeople;
  return removed + toPeople + (await transact(store, async (transaction) => await removeAskedMailsBefore(transaction, yesterday)));
}

async function inBatches<T>(find: () => Promise<readonly T[]>, remove: (old: readonly T[]) => Promise<void>): Promise<number> {
  let removed = 0;
  for (;;) {
    const old = await find();
    if (old.length > 0) await remove(old);
    removed += old.length;
    // A database in the process answers at once, so that nothing else would have its turn.
    await setImmediate();
    if (old.length < batch) return removed;
  }
}
