import { createHash, randomBytes } from "node:crypto";
import { clockSkew } from "../../core/clock.ts";
import { sameSubject, type Subject } from "../../core/name/subject.ts";
import type { SessionHolder } from "../../protocol/logins.ts";
import { findSessionRow, insertSession, markSeen, removeSession } from "../store/accounts/session-rows.ts";
import type { Store, StoreTransaction } from "../store/database/schema.ts";
import { StoreUnavailable } from "../store/database/store-unavailable.ts";
import { transact } from "../store/transact.ts";

const lifetime = 12 * 60 * 60 * 1000;
/** The interval at which the time of the last use is updated, in milliseconds, so that not every request writes. */
const seenInterval = 5 * 60_000;

/**
 * Opens a session, whose row `store/accounts/session-rows.ts` writes. It is bound to the subject of the certificate (the
 * CN, and the account's tenant as O), not to the certificate, so that it survives the renewal of that certificate.
 *
 * @returns its token: 256 random bits. The database contains only its hash, so that neither the timing of a comparison
 * nor a copy of the database reveals it
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
 * The session of a token, unless it has expired or the certificate names another subject. Every process reads it for each
 * request, so that logging out takes effect everywhere at once.
 *
 * @throws StoreUnavailable
 */
export async function findSession(store: Store, token: string, subject: Subject, now: Date): Promise<SessionHolder | undefined> {
  const session = await findSessionRow(store, digest(token));
  if (session === undefined || session.endsAt <= now.getTime() || session.endsAt > lastSessionEnd(now)) return undefined;
  const holder = { user: session.account, cn: session.cn, o: session.tenant, role: session.role };
  if (!sameSubject(holder, subject)) return undefined;
  if (now.getTime() - session.seenAt >= seenInterval) await noteUse(store, session.tokenHash, now);
  return holder;
}

/**
 * Ends the session of a token, if there is one.
 *
 * @throws StoreUnavailable
 */
export async function closeSession(store: Store, token: string): Promise<void> {
  const hash = digest(token);
  // An invalid token does not start a transaction.
  if ((await findSessionRow(store, hash)) === undefined) return;
  await transact(store, async (transaction) => await removeSession(transaction, hash));
}

/** The latest plausible end of a session. A later one was set while the clock was ahead, and is not honoured. */
export function lastSessionEnd(now: Date): number {
  return now.getTime() + lifetime + clockSkew;
}

/** A failure to write this, for example on a full disk, must not end the session. */
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
