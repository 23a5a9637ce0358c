import { createHash } from "node:crypto";
import { clockSkew } from "../../../core/clock.ts";
import type { Subject } from "../../../core/name/subject.ts";
import { findAttempts, removeAttempts, takeBackAttempt, writeAttempts } from "../../store/accounts/login-attempts.ts";
import type { Store, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";

/** A number of consecutive failures, and for how long it locks out, in milliseconds. */
interface Limit {
  readonly allowed: number;
  readonly lockout: number;
}

const perMinute: Limit = { allowed: 5, lockout: 60_000 };
/** With one certificate's subject: nobody tries one password for every user of the tenant. */
const anyUser: Limit = { allowed: 30, lockout: 60_000 };
/** A code has six digits only: five a minute would find it within weeks. */
const perDay: Limit = { allowed: 20, lockout: 24 * 60 * 60_000 };

/** An attempt that has been counted. */
interface Attempt {
  /** The number of seconds to wait; 0 if the password or the code may be compared. */
  readonly wait: number;
  /** Whether it locks out if it fails. */
  readonly last: boolean;
}

/** What is counted, under a key for each limit. */
export type Counted = readonly { readonly key: string; readonly limit: Limit }[];

/**
 * Attempts to give the password of a user, by the user name and the certificate's subject. Because nobody can choose their
 * subject, nobody can lock out anyone else, not even a colleague, or evade the lockout.
 */
export function passwordAttempts({ cn, o }: Subject, user: string): Counted {
  return [
    { key: keyOf(o, cn, user), limit: perMinute },
    { key: keyOf(o, cn), limit: anyUser },
  ];
}

/** Attempts to give the second factor of a user, in the same way; only those who know the password make any. */
export function codeAttempts({ cn, o }: Subject, user: string): Counted {
  return [
    { key: keyOf(o, cn, user, "code"), limit: perMinute },
    { key: keyOf(o, cn, user, "code", "day"), limit: perDay },
  ];
}

/** Wrong tokens that come with a certificate, for the programs that have it: 256 random bits need no longer lockout. */
export function tokenAttempts({ cn, o }: Subject): Counted {
  return [{ key: keyOf(o, cn, "", "token"), limit: anyUser }];
}

/** The number of seconds to wait; 0 if nobody is locked out. */
export async function waitFor(store: Store, counted: Counted, now: Date): Promise<number> {
  return longestWait(await findCurrent(store, counted, now), now);
}

/**
 * Counts an attempt before the password or the code is compared, so that concurrent attempts, even with several service
 * processes, gain nothing: five consecutive failures lock out for a minute, as do thirty for any users, and twenty wrong codes for a day.
 *
 * @throws StoreUnavailable
 */
export async function beginAttempt(store: Store, counted: Counted, now: Date): Promise<Attempt> {
  // Before the transaction, so that a client that is locked out does not take the database's only lock.
  const wait = await waitFor(store, counted, now);
  if (wait > 0) return { wait, last: false };
  return await transact(store, async (transaction) => {
    const current = await findCurrent(transaction, counted, now);
    const seconds = longestWait(current, now);
    if (seconds > 0) return { wait: seconds, last: false };
    for (const { key, limit, attempts } of current)
      await writeAttempts(transaction, { keyHash: key, attempts: attempts + 1, endsAt: now.getTime() + limit.lockout });
    return { wait: 0, last: current.some(({ attempts, limit }) => attempts + 1 >= limit.allowed) };
  });
}

/**
 * Forgets what was counted for somebody who has given the right password or code. Of what is counted for any users, it takes
 * back this attempt only: nobody goes on trying others' passwords by logging in to an account of their own in between.
 */
export async function endAttempts(transaction: StoreTransaction, counted: Counted): Promise<void> {
  for (const { key, limit } of counted) {
    if (limit === anyUser) await takeBackAttempt(transaction, key);
    else await removeAttempts(transaction, key);
  }
}

/** The latest plausible end of a lockout. A later one was set while the clock was ahead, and is not honoured. */
export function lastLockoutEnd(now: Date, { lockout }: Limit = perDay): number {
  return now.getTime() + lockout + clockSkew;
}

/** What is counted, with what has been counted so far. */
type Current = readonly (Counted[number] & { readonly attempts: number; readonly endsAt: number })[];

async function findCurrent(store: Store, counted: Counted, now: Date): Promise<Current> {
  const current = [];
  for (const { key, limit } of counted) {
    const { attempts, endsAt } = (await findAttempts(store, key)) ?? { attempts: 0, endsAt: 0 };
    const passed = endsAt <= now.getTime() || endsAt > lastLockoutEnd(now, limit);
    current.push({ key, limit, attempts: passed ? 0 : attempts, endsAt });
  }
  return current;
}

/** In seconds. */
function longestWait(current: Current, now: Date): number {
  const locked = current.filter(({ attempts, limit }) => attempts >= limit.allowed);
  return Math.max(0, ...locked.map(({ endsAt }) => Math.ceil((endsAt - now.getTime()) / 1000)));
}

function keyOf(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
