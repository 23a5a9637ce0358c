import { CompiledQuery } from "kysely";
import { forgetTrailEnd } from "./audit/audit.ts";
import type { Store, StoreTransaction } from "./database/schema.ts";
import { StoreUnavailable } from "./database/store-unavailable.ts";

type Run = <T>(work: (transaction: StoreTransaction) => Promise<T>) => Promise<T>;

/** One piece of work in a shared transaction. */
interface Member {
  /** Runs a whole group's transaction. */
  readonly run: Run;
  /** Does its work, and returns the function that resolves its caller's promise once the group is durable. */
  takePart(transaction: StoreTransaction): Promise<() => void>;
  fail(error: unknown): void;
}

/** The maximum size of a group, because later work waits for the group to end. */
const maximumSize = 64;
/** The maximum time that a group waits for expected members, in milliseconds. */
const maximumWait = 20;

const savepoint = CompiledQuery.raw("savepoint member");
const release = CompiledQuery.raw("release member");
const rollBack = CompiledQuery.raw("rollback to member");

/** The next group of a database. */
interface NextGroup {
  members: Member[];
  /** The number of members that are expected or have joined. */
  expected: number;
  /** Whether it is checked at the end of this turn of the event loop. */
  checking: boolean;
  timer: NodeJS.Timeout | undefined;
}

const nextGroups = new WeakMap<Store, NextGroup>();

/**
 * Announces a client that may write, so that the next group waits for it: for at most twenty milliseconds, and not at
 * all once every expected member has joined.
 *
 * @returns the function that withdraws the announcement, callable more than once
 */
export function expectMember(store: Store): () => void {
  const group = nextGroupOf(store);
  group.expected += 1;
  let withdrawn = false;
  return () => {
    if (withdrawn) return;
    withdrawn = true;
    group.expected -= 1;
    startIfComplete(group);
  };
}

/**
 * Does work in a transaction that is shared with concurrent work (group commit). Making a transaction durable takes the
 * longest, and a database inside the process does nothing else meanwhile; so concurrent work is flushed to disk together.
 * If one member fails, only its own work is rolled back.
 *
 * @param run runs a whole group's transaction
 * @returns once the group is durable
 * @throws everything that `work` throws, and what `run` throws to the whole group
 */
export async function takePartInGroup<T>(store: Store, run: Run, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const takePart = async (transaction: StoreTransaction): Promise<() => void> => {
      const value = await work(transaction);
      return () => resolve(value);
    };
    const group = nextGroupOf(store);
    group.members.push({ run, takePart, fail: reject });
    if (group.members.length === maximumSize) start(group);
    else startIfComplete(group);
  });
}

function nextGroupOf(store: Store): NextGroup {
  const known = nextGroups.get(store);
  if (known) return known;
  const group: NextGroup = { members: [], expected: 0, checking: false, timer: undefined };
  nextGroups.set(store, group);
  return group;
}

/** Starts the group at the end of this turn of the event loop if no expected member is missing. */
function startIfComplete(group: NextGroup): void {
  if (group.checking || group.members.length === 0) return;
  group.checking = true;
  setImmediate(() => {
    group.checking = false;
    if (group.expected <= group.members.length) start(group);
    else group.timer ??= setTimeout(start, maximumWait, group);
  });
}

function start(group: NextGroup): void {
  clearTimeout(group.timer);
  group.timer = undefined;
  const { members } = group;
  group.members = [];
  const [first] = members;
  if (first !== undefined) void runGroup(first.run, members);
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

/** Without savepoints, which are only needed if a member fails. */
async function runTogether(run: Run, members: readonly Member[]): Promise<(() => void)[]> {
  return await run(async (transaction) => {
    const parts: (() => void)[] = [];
    for (const member of members) parts.push(await member.takePart(transaction));
    return parts;
  });
}

async function runApart(run: Run, members: readonly Member[]): Promise<(() => void)[]> {
  return await run(async (transaction) => {
    const parts: (() => void)[] = [];
    for (const member of members) parts.push(await takePartAlone(transaction, member));
    return parts;
  });
}

/** Within a savepoint: a failure rolls back this member's work alone. */
async function takePartAlone(transaction: StoreTransaction, member: Member): Promise<() => void> {
  await transaction.executeQuery(savepoint);
  try {
    const resolve = await member.takePart(transaction);
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
