import { setTimeout } from "node:timers/promises";
import { isSqlite } from "./database/node-sqlite.ts";
import type { Store, StoreTransaction } from "./database/schema.ts";
import { StoreUnavailable } from "./database/store-unavailable.ts";
import { runInGroup } from "./transaction-group.ts";

/** How long a transaction is retried while it conflicts with others, in milliseconds. */
const retryLimit = 5000;
const longestPause = 50;

/**
 * Runs a transaction. Transactions are serialised across all processes that use the database: each begins by taking a
 * database-wide lock, because each ends by appending to the audit trail. What a transaction reads therefore stays true
 * until it ends. If one conflicts with another nevertheless, it is retried for five seconds. On SQLite, concurrent
 * transactions are committed together.
 *
 * @param work may run several times, only one of which is committed
 * @throws StoreUnavailable, and everything that `work` throws; then nothing is written
 */
export async function transact<T>(store: Store, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  if (!isSqlite(store)) return await persist(store, work);
  return await runInGroup(store, (group) => persist(store, group), work);
}

/**
 * Runs a transaction like `transact`, and rolls it back.
 *
 * @returns what it would have returned
 */
export async function rehearse<T>(store: Store, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  let result: { readonly value: T } | undefined;
  try {
    await transact(store, async (transaction) => {
      result = { value: await work(transaction) };
      throw new Rehearsed();
    });
  } catch (error) {
    if (error instanceof Rehearsed && result !== undefined) return result.value;
    throw error;
  }
  throw new TypeError("A rehearsed transaction is never committed.");
}

/** Rolls a transaction back. */
class Rehearsed extends Error {
  override readonly name = "Rehearsed";
}

async function persist<T>(store: Store, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + retryLimit;
  for (let pause = 1; ; pause = Math.min(2 * pause, longestPause)) {
    try {
      return await store.transaction().execute(work);
    } catch (error) {
      const retry = error instanceof StoreUnavailable && error.contended && performance.now() < giveUpAt;
      if (!retry) throw error;
      // Randomised, so that two do not keep conflicting.
      await setTimeout(pause * (0.5 + Math.random()));
    }
  }
}
