import { CompiledQuery } from "kysely";
import { forgetTrailEnd } from "./audit.ts";
import type { Store, StoreTransaction } from "./schema.ts";
import { StoreUnavailable } from "./store-unavailable.ts";

type Run = <T>(work: (transaction: StoreTransaction) => Promise<T>) => Promise<T>;

/** One of those who share a transaction. */
interface Member {
  /** Does its part, and returns what tells its caller once everything is durable. */
  takePart(transaction: StoreTransaction): Promise<() => void>;
  fail(error: unknown): void;
}

/** Others wait for a group to end, so it is not for everybody at once. */
const groupLength = 64;

const savepoint = CompiledQuery.raw("savepoint member");
const release = CompiledQuery.raw("release member");
const rollBack = CompiledQuery.raw("rollback to member");

/** Who waits for the next group of each database. */
const waiting = new WeakMap<Store, Member[]>();

/**
 * Does work in a transaction that everything else shares that arrived in the same turn of the event loop. To make a
 * transaction durable is the longest part of it, and nothing else happens meanwhile on a database inside the process;
 * so those who come together wait for the disk together. Each one's failure is its own: it is undone alone.
 *
 * @param run runs a whole group's transaction
 * @returns once the group is durable
 * @throws everything that `work` throws, and what `run` throws to the whole group
 */
export async function takePartInGroup<T>(
  store: Store,
  run: Run,
  work: (transaction: StoreTransaction) => Promise<T>,
): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const takePart = async (transaction: StoreTransaction): Promise<() => void> => {
      const value = await work(transaction);
      return () => resolve(value);
    };
    enqueue(store, run, { takePart, fail: reject });
  });
}

function enqueue(store: Store, run: Run, member: Member): void {
  const others = waiting.get(store);
  if (others !== undefined && others.length < groupLength) {
    others.push(member);
    return;
  }
  const members = [member];
  waiting.set(store, members);
  setImmediate(() => {
    if (waiting.get(store) === members) waiting.delete(store);
    void runGroup(run, members);
  });
}

async function runGroup(run: Run, members: readonly Member[]): Promise<void> {
  try {
    const outcomes = await run(async (transaction) => {
      const [only, ...others] = members;
      if (only !== undefined && others.length === 0) return [await only.takePart(transaction)];
      const parts: (() => void)[] = [];
      for (const member of members) parts.push(await takePartAlone(transaction, member));
      return parts;
    });
    for (const tell of outcomes) tell();
  } catch (error) {
    for (const member of members) member.fail(error);
  }
}

/** What fails in here is undone to the last word, and leaves what the others have done. */
async function takePartAlone(transaction: StoreTransaction, member: Member): Promise<() => void> {
  await transaction.executeQuery(savepoint);
  try {
    const tell = await member.takePart(transaction);
    await transaction.executeQuery(release);
    return tell;
  } catch (error) {
    // A full disk or another process stands in everybody's way, and may have ended the transaction.
    if (error instanceof StoreUnavailable) throw error;
    await transaction.executeQuery(rollBack);
    await transaction.executeQuery(release);
    forgetTrailEnd(transaction);
    return () => member.fail(error);
  }
}
