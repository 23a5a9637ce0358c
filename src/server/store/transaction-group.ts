import { setImmediate } from "node:timers/promises";
import { CompiledQuery } from "kysely";
import { forgetTrailEnd } from "./audit/audit.ts";
import type { Store, StoreTransaction } from "./database/schema.ts";
import { StoreUnavailable } from "./database/store-unavailable.ts";

type Run = <T>(work: (transaction: StoreTransaction) => Promise<T>) => Promise<T>;

/** The work of one caller in a shared transaction. */
interface Member {
  /** Runs the transaction of a group. */
  readonly run: Run;
  /** Does the work, and returns a function that resolves the caller's promise once the group is durable. */
  work(transaction: StoreTransaction): Promise<() => void>;
  fail(error: unknown): void;
}

/** The maximum number of members, because others wait for a group to end. */
const maxMembers = 64;
/**
 * The number of turns of the event loop in which a group collects members. They take microseconds in an idle process, and
 * as long as the work of other requests in a busy one, whose transactions join the group.
 */
const turns = 8;

const savepoint = CompiledQuery.raw("savepoint member");
const release = CompiledQuery.raw("release member");
const rollBack = CompiledQuery.raw("rollback to member");

/** The group of each database that is collecting members. */
const collecting = new WeakMap<Store, Member[]>();

/**
 * Does work in a transaction that is shared with concurrent work (group commit). Making a transaction durable takes
 * longest, and blocks this process if the database runs inside it, so concurrent transactions wait for the disk
 * together. A failure rolls back only the member that failed.
 *
 * @param run runs the transaction of a group
 * @returns once the group is durable
 * @throws everything that `work` throws, and what `run` throws to the whole group
 */
export async function runInGroup<T>(store: Store, run: Run, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    join(store, {
      run,
      fail: reject,
      async work(transaction) {
        const value = await work(transaction);
        return () => resolve(value);
      },
    });
  });
}

function join(store: Store, member: Member): void {
  const group = collecting.get(store) ?? [];
  group.push(member);
  if (group.length === 1) void collect(store, group);
  if (group.length < maxMembers) collecting.set(store, group);
  else collecting.delete(store);
}

async function collect(store: Store, group: readonly Member[]): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
  if (collecting.get(store) === group) collecting.delete(store);
  const [first] = group;
  if (first !== undefined) await runGroup(first.run, group);
}

async function runGroup(run: Run, members: readonly Member[]): Promise<void> {
  try {
    const resolveAll = await runTogether(run, members).catch(async (error: unknown) => {
      if (members.length === 1 || error instanceof StoreUnavailable) throw error;
      return await runApart(run, members);
    });
    for (const resolve of resolveAll) resolve();
  } catch (error) {
    for (const member of members) member.fail(error);
  }
}

/** Without savepoints, which are not needed if no member fails. */
async function runTogether(run: Run, members: readonly Member[]): Promise<(() => void)[]> {
  return await run(async (transaction) => {
    const parts: (() => void)[] = [];
    for (const member of members) parts.push(await member.work(transaction));
    return parts;
  });
}

async function runApart(run: Run, members: readonly Member[]): Promise<(() => void)[]> {
  return await run(async (transaction) => {
    const parts: (() => void)[] = [];
    for (const member of members) parts.push(await runWithSavepoint(transaction, member));
    return parts;
  });
}

/** Rolls back a member that fails, without affecting the others. */
async function runWithSavepoint(transaction: StoreTransaction, member: Member): Promise<() => void> {
  await transaction.executeQuery(savepoint);
  try {
    const resolve = await member.work(transaction);
    await transaction.executeQuery(release);
    return resolve;
  } catch (error) {
    // A full disk or another process affects all members, and may have ended the transaction.
    if (error instanceof StoreUnavailable) throw error;
    await transaction.executeQuery(rollBack);
    await transaction.executeQuery(release);
    forgetTrailEnd(transaction);
    return () => member.fail(error);
  }
}
