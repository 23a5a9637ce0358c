import { createHash } from "node:crypto";
import { clockSkew } from "../../core/clock.ts";
import type { Subject } from "../../core/name/subject.ts";
import { findAttempts, writeAttempts } from "../store/accounts/login-attempts.ts";
import type { LoginAttemptRow, Store } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";

const allowed = 5;
const lockout = 60_000;

/**
 * The key that attempts are counted under: the user name and the certificate's subject. Because nobody can choose their
 * subject, nobody can lock out anyone else, not even a colleague, or evade the lockout.
 */
export function attemptKey({ cn, o }: Subject, user: string): string {
  return createHash("sha256")
    .update(JSON.stringify([o, cn, user]))
    .digest("hex");
}

/**
 * Counts an attempt before the password is compared, so that concurrent attempts, even with several service processes,
 * gain nothing: five consecutive failures lock out for a minute.
 *
 * @param key from `attemptKey`
 * @returns the number of seconds to wait; 0 if the password may be compared
 * @throws StoreUnavailable
 */
export async function beginAttempt(store: Store, key: string, now: Date): Promise<number> {
  // Before the transaction, so that a client that is locked out does not take the database's only lock.
  const wait = waitAfter(current(await findAttempts(store, key), now), now);
  if (wait > 0) return wait;
  return await transact(store, async (transaction) => {
    const earlier = current(await findAttempts(transaction, key), now);
    const seconds = waitAfter(earlier, now);
    if (seconds > 0) return seconds;
    const attempts = (earlier?.attempts ?? 0) + 1;
    await writeAttempts(transaction, { keyHash: key, attempts, endsAt: now.getTime() + lockout });
    return 0;
  });
}

/** The latest plausible end of a lockout. A later one was set while the clock was ahead, and is not honoured. */
export function lastLockoutEnd(now: Date): number {
  return now.getTime() + lockout + clockSkew;
}

function current(attempts: LoginAttemptRow | undefined, now: Date): LoginAttemptRow | undefined {
  if (attempts === undefined || attempts.endsAt <= now.getTime() || attempts.endsAt > lastLockoutEnd(now)) return undefined;
  return attempts;
}

function waitAfter(attempts: LoginAttemptRow | undefined, now: Date): number {
  if (attempts === undefined || attempts.attempts < allowed) return 0;
  return Math.ceil((attempts.endsAt - now.getTime()) / 1000);
}
