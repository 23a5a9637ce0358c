import { setImmediate } from "node:timers/promises";
import { dayInMilliseconds } from "../../../core/days.ts";
import type { Store } from "../../store/database/schema.ts";
import {
  forgetOrderers,
  lookAtHolders,
  lookAtNotes,
  removeHolders,
  removeNotes,
  removeRecoveryCodesBefore,
  type Looked,
} from "../../store/holders/forgettable.ts";
import { findDoneUntil, writeDoneUntil } from "../../store/sweep-progress.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";

/** How many rows are looked at together, and removed in one transaction, which others wait for. */
const limit = 100;

/**
 * Once a day, forgets what is noted about certificates and holders whose certificates ended longer ago than the settings keep
 * it: mail addresses, remarks, memos, who made recovery codes, and who ordered renewals and why.
 *
 * @returns how much was forgotten
 */
export async function forgetHolders({ store, settings }: Pick<Service, "store" | "settings">, now: Date): Promise<number> {
  const at = now.getTime();
  const since = await findDoneUntil(store, "forget-holders");
  if (since !== undefined && Math.abs(at - since) < dayInMilliseconds) return 0;
  // Of several processes, the first one does it.
  if (!(await transact(store, async (transaction) => await writeDoneUntil(transaction, "forget-holders", { until: at, since }))))
    return 0;
  const cutoff = at - settings.holders.keptDays * dayInMilliseconds;
  const notes = await forget(
    store,
    async (after: number | undefined) => await lookAtNotes(store, { after, limit, cutoff }),
    async (transaction, old) => await removeNotes(transaction, old),
  );
  const holders = await forget(
    store,
    async (after: Parameters<typeof removeHolders>[1][number] | undefined) => await lookAtHolders(store, { after, limit, cutoff }),
    async (transaction, old) => await removeHolders(transaction, old, cutoff),
  );
  const codes = await transact(store, async (transaction) => await removeRecoveryCodesBefore(transaction, cutoff));
  const orders = await transact(store, async (transaction) => await forgetOrderers(transaction, cutoff));
  return notes + holders + codes + orders;
}

async function forget<Key>(
  store: Store,
  look: (after: Key | undefined) => Promise<Looked<Key>>,
  remove: (transaction: Parameters<Parameters<typeof transact>[1]>[0], old: readonly Key[]) => Promise<number>,
): Promise<number> {
  let removed = 0;
  for (let after: Key | undefined, more = true; more;) {
    const { last, old } = await look(after);
    if (old.length > 0) removed += await transact(store, async (transaction) => await remove(transaction, old));
    after = last;
    more = last !== undefined;
    // A database in the process answers at once, so that nothing else would have its turn.
    await setImmediate();
  }
  return removed;
}
