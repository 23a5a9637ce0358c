import { createHash } from "node:crypto";
import { clockSkew } from "../../core/clock.ts";
import type { Subject } from "../../core/x509/subject.ts";
import { findAttempts, writeAttempts } from "../store/accounts/login-attempts.ts";
import type { LoginAttemptRow, Store } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";

const allowed = 5;
const lockout = 60_000;

/**
 * What attempts are counted by: the user name and the certificate's subject together. Nobody can lock somebody else
 * out, a colleague neither, and nobody changes their subject at will.
 */
export function attemptKey({ cn, o }: Subject, user: string): string {
  return createHash("sha256")
    .update(JSON.stringify([o, cn, user]))
    .digest("hex");
}

/**
 * Counts an attempt before it is looked at, so that many at once gain nothing, at one service process or at several:
 * after five in a row without success, none is looked at for a minute.
 *
 * @param key as `attemptKey` tells
 * @returns how many seconds to wait; 0 where the attempt may be looked at
 * @throws StoreUnavailable
 */
export async function beginAttempt(store: Store, key: string, now: Date): Promise<number> {
  // Whoever has to wait does not wait for the database's one lock as well, and holds up nobody else.
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

/** From when on the end of a count is no right clock's: one that was ahead for a while locks nobody out for as long. */
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
