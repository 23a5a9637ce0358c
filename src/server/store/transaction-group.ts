import { CompiledQuery } from "kysely";
import { forgetTrailEnd } from "./audit/audit.ts";
import type { Store, StoreTransaction } from "./database/schema.ts";
import { StoreUnavailable } from "./database/store-unavailable.ts";

type Run = <T>(work: (transaction: StoreTransaction) => Promise<T>) => Promise<T>;

/** One of those who share a transaction. */
interface Member {
  /** Runs a whole group's transaction. */
  readonly run: Run;
  /** Does its part, and returns what tells its caller once everything is durable. */
  takePart(transaction: StoreTransaction): Promise<() => void>;
  fail(error: unknown): void;
}

/** Others wait for a group to end, so it is not for everybody at once. */
const groupLength = 64;
/** How long a group waits for those who are on their way, in milliseconds. */
const patience = 20;

const savepoint = CompiledQuery.raw("savepoint member");
const release = CompiledQuery.raw("release member");
const rollBack = CompiledQuery.raw("rollback to member");

/** Those who wait for the next transaction of a database. */
interface Gathering {
  members: Member[];
  /** How many are on their way or here. */
  expected: number;
  /** Whether it is looked into, in this turn of the event loop, who is still missing. */
  looking: boolean;
  patience: NodeJS.Timeout | undefined;
}

const gatherings = new WeakMap<Store, Gathering>();

/**
 * Tells that somebody is on their way who may write, so that the next group waits for them: no longer than twenty
 * milliseconds, and not at all where everybody has come.
 *
 * @returns what tells, once, that they have been and gone
 */
export function expectMember(store: Store): () => void {
  const gathering = gatheringOf(store);
  gathering.expected += 1;
  let gone = false;
  return () => {
    if (gone) return;
    gone = true;
    gathering.expected -= 1;
    lookAround(gathering);
  };
}

/**
 * Does work in a transaction that is shared with everything else that comes together. To make a transaction durable is
 * the longest part of it, and nothing else happens meanwhile on a database inside the process; so those who come
 * together wait for the disk together. Each one's failure is its own: it is undone alone.
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
    const gathering = gatheringOf(store);
    gathering.members.push({ run, takePart, fail: reject });
    if (gathering.members.length === groupLength) depart(gathering);
    else lookAround(gathering);
  });
}

function gatheringOf(store: Store): Gathering {
  const known = gatherings.get(store);
  if (known) return known;
  const gathering: Gathering = { members: [], expected: 0, looking: false, patience: undefined };
  gatherings.set(store, gathering);
  return gathering;
}

/** Looks, once this turn of the event loop is over, whether somebody is still to come. */
function lookAround(gathering: Gathering): void {
  if (gathering.looking || gathering.members.length === 0) return;
  gathering.looking = true;
  setImmediate(() => {
    gathering.looking = false;
    if (gathering.expected <= gathering.members.length) depart(gathering);
    else gathering.patience ??= setTimeout(depart, patience, gathering);
  });
}

function depart(gathering: Gathering): void {
  clearTimeout(gathering.patience);
  gathering.patience = undefined;
  const { members } = gathering;
  gathering.members = [];
  const [first] = members;
  if (first !== undefined) void runGroup(first.run, members);
}

async function runGroup(run: Run, members: readonly Member[]): Promise<void> {
  try {
    const tellAll = await runTogether(run, members).catch(async (error: unknown) => {
      if (members.length === 1 || error instanceof StoreUnavailable) throw error;
      return await runApart(run, members);
    });
    for (const tell of tellAll) tell();
  } catch (error) {
    for (const member of members) member.fail(error);
  }
}

/** The way where nobody fails: it spares the database what it takes to undo one member alone. */
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
