import { createHash, randomBytes } from "node:crypto";
import { clockSkew } from "../../core/clock.ts";
import { sameSubject, type Subject } from "../../core/x509/subject.ts";
import type { SessionHolder } from "../../protocol/logins.ts";
import { findSessionRow, insertSession, markSeen, removeSession } from "../store/accounts/sessions.ts";
import type { Store, StoreTransaction } from "../store/database/schema.ts";
import { StoreUnavailable } from "../store/database/store-unavailable.ts";
import { transact } from "../store/transact.ts";

const lifetime = 12 * 60 * 60 * 1000;
/** How long the time of the last use stays as it was written, in milliseconds: not every request writes. */
const seenPause = 5 * 60_000;

/**
 * Opens a session. It is bound to the subject of the certificate (the CN, and the account's tenant as O), not to the
 * certificate: the renewed certificate of the same person carries on with it.
 *
 * @returns its token: 256 random bits. The database has its hash, so that neither a comparison's time nor a copy of the
 * database tells it
 */
export async function openSession(
  transaction: StoreTransaction,
  { account, cn }: { readonly account: string; readonly cn: string },
  now: Date,
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const at = now.getTime();
  await insertSession(transaction, { tokenHash: digest(token), account, cn, openedAt: at, seenAt: at, endsAt: at + lifetime });
  return token;
}

/**
 * The session of a token, if there is one, it has not ended, and the certificate names the same subject. Every process
 * of the service reads it anew for each request: a log-out counts at once everywhere.
 *
 * @throws StoreUnavailable
 */
export async function findSession(store: Store, token: string, subject: Subject, now: Date): Promise<SessionHolder | undefined> {
  const session = await findSessionRow(store, digest(token));
  if (session === undefined || session.endsAt <= now.getTime() || session.endsAt > lastSessionEnd(now)) return undefined;
  const holder = { user: session.account, cn: session.cn, o: session.tenant };
  if (!sameSubject(holder, subject)) return undefined;
  if (now.getTime() - session.seenAt >= seenPause) await noteUse(store, session.tokenHash, now);
  return holder;
}

/**
 * Ends the session of a token, where there is one.
 *
 * @throws StoreUnavailable
 */
export async function closeSession(store: Store, token: string): Promise<void> {
  const hash = digest(token);
  // Tokens that are made up take no lock.
  if ((await findSessionRow(store, hash)) === undefined) return;
  await transact(store, async (transaction) => await removeSession(transaction, hash));
}

/** From when on the end of a session is no right clock's: one that was ahead for a while lets nobody in for as long. */
export function lastSessionEnd(now: Date): number {
  return now.getTime() + lifetime + clockSkew;
}

/** Nobody is kept out because a full disk keeps this from being written. */
async function noteUse(store: Store, hash: string, now: Date): Promise<void> {
  try {
    await transact(store, async (transaction) => await markSeen(transaction, hash, now.getTime()));
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
