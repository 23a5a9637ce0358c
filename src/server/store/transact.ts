import { setTimeout } from "node:timers/promises";
import { isSqlite } from "./database/node-sqlite.ts";
import type { Store, StoreTransaction } from "./database/schema.ts";
import { StoreUnavailable } from "./database/store-unavailable.ts";
import { takePartInGroup } from "./transaction-group.ts";

/** How long others may stand in the way, in milliseconds. */
const patience = 5000;
const longestPause = 50;

/**
 * Runs a transaction. Those that write run one after the other, in every process that uses the database: each begins
 * with the database's one lock, because each ends with the next link of the audit trail. So what a transaction has
 * read stays true until it is over. One that meets another all the same is tried again for five seconds. On a database
 * inside the process, those that come together are made durable together.
 *
 * @param work may run several times, of which one counts
 * @throws StoreUnavailable and everything that `work` throws; nothing is written then
 */
export async function transact<T>(store: Store, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  if (!isSqlite(store)) return await persist(store, work);
  return await takePartInGroup(store, (group) => persist(store, group), work);
}

async function persist<T>(store: Store, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + patience;
  for (let pause = 1; ; pause = Math.min(2 * pause, longestPause)) {
    try {
      return await store.transaction().execute(work);
    } catch (error) {
      const again = error instanceof StoreUnavailable && error.contended && performance.now() < giveUpAt;
      if (!again) throw error;
      // A part of chance, so that two do not meet again and again.
      await setTimeout(pause * (0.5 + Math.random()));
    }
  }
}
