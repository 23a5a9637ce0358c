import { createHash, randomBytes } from "node:crypto";
import { clockSkew } from "../../../core/clock.ts";
import { sameSubject, type Subject } from "../../../core/name/subject.ts";
import type { AccountIdentity } from "../../store/accounts/account-rows.ts";
import {
  findSessionRow,
  insertSession,
  markSeen,
  removeOldestSessions,
  removeSession,
  type HeldSession,
} from "../../store/accounts/session-rows.ts";
import { isSystemOperator } from "../../store/accounts/system-operators.ts";
import type { SessionRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { StoreUnavailable } from "../../store/database/store-unavailable.ts";
import { transact } from "../../store/transact.ts";

const lifetime = 12 * 60 * 60 * 1000;
/** For the steps of a login, in milliseconds. */
const stepTime = 10 * 60_000;
/** How long a session at a site for administrators may be unused, in milliseconds (NIST SP 800-63B-4, section 2.2.3). */
const idleTime = 60 * 60_000;
/** The interval at which the time of the last use is updated, in milliseconds, so that not every request writes. */
const seenInterval = 5 * 60_000;

/** How long secrets are handed out after the second factor was given once more, in milliseconds. */
export const confirmationTime = 5 * 60_000;

/**
 * How many sessions an account has at one application; a login beyond them ends the oldest. Those of a login that is not complete
 * are counted apart, so that nobody with the password alone ends any others.
 */
export const mostSessions = 50;

/** An application, and whose certificate is presented to it. */
export interface PresentAt {
  readonly site: SessionRow["site"];
  readonly subject: Subject;
}

/** The account of a session. */
export function accountOf({ tenant, account: name }: Pick<SessionRow, "tenant" | "account">): AccountIdentity {
  return { tenant, name };
}

/**
 * Opens a session. It is bound to the subject of the certificate (the CN, and the account's tenant as O), not to the
 * certificate, so that it survives the renewal of that certificate.
 *
 * @returns its token: 256 random bits. The database contains only its hash, so that neither the timing of a comparison
 * nor a copy of the database reveals it
 */
export async function openSession(
  transaction: StoreTransaction,
  {
    time = lifetime,
    ...session
  }: Pick<SessionRow, "tenant" | "account" | "cn" | "site" | "step"> & {
    readonly provider?: string | null;
    /** How long it lasts once it is complete, in milliseconds; by default twelve hours. */
    readonly time?: number | undefined;
  },
  now: Date,
  place?: { readonly host: string; readonly address: string },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const at = now.getTime();
  const endsAt = at + (session.step === "open" ? time : stepTime);
  const row = {
    ...session,
    provider: session.provider ?? null,
    tokenHash: hashSessionToken(token),
    host: place?.host ?? null,
    address: place?.address ?? null,
    confirmedUntil: null,
    challenge: null,
    challengeUntil: null,
    openedAt: at,
    seenAt: at,
    endsAt,
  };
  await removeOldestSessions(transaction, row, mostSessions - 1);
  await insertSession(transaction, row);
  return token;
}

/**
 * The session of a token at an application, unless it has expired or the certificate names another subject. Every process
 * reads it for each request, so that logging out takes effect everywhere at once.
 *
 * @throws StoreUnavailable
 */
export async function findSession(
  store: Store,
  token: string,
  { site, subject }: PresentAt,
  now: Date,
): Promise<HeldSession | undefined> {
  const session = await currentSession(store, hashSessionToken(token), now);
  if (session?.site !== site || !isBoundTo(session, subject)) return undefined;
  if (Math.abs(now.getTime() - session.seenAt) >= seenInterval) await noteUse(store, session.tokenHash, now);
  return session;
}

/** The site of a session, and the subject of the certificate that it is bound to. */
export function presenceOf({ site, cn, tenant, certificateTenant }: HeldSession): PresentAt {
  return { site, subject: { cn, o: site === "operator" ? (certificateTenant ?? "") : tenant } };
}

/** A system operator's session is bound to the certificate that the account names, which may be any tenant's. */
function isBoundTo(session: HeldSession, subject: Subject): boolean {
  const { site, cn, tenant: o } = session;
  return site === "operator" ? isSystemOperator(session, subject) : sameSubject({ cn, o }, subject);
}

/** The session of a token's hash, unless it has expired, or has been unused for an hour at a site for administrators. */
export async function currentSession(store: Store, tokenHash: string, now: Date): Promise<HeldSession | undefined> {
  const session = await findSessionRow(store, tokenHash);
  return session !== undefined && isCurrent(session, now) ? session : undefined;
}

/** Whether a session has neither expired, nor been unused for an hour at a site for administrators. */
export function isCurrent({ site, seenAt, endsAt }: Pick<SessionRow, "site" | "seenAt" | "endsAt">, now: Date): boolean {
  if (endsAt <= now.getTime() || endsAt > lastSessionEnd(now)) return false;
  // What is recorded may be as old as the interval.
  return site === "app" || now.getTime() - seenAt < idleTime + seenInterval;
}

/** When somebody has asked, and when it is done: a long answer is given for hours. */
export interface ActingTime {
  readonly asked: Date;
  readonly now: Date;
}

/**
 * Whether the second factor had been given once more in a session when somebody asked, at most five minutes before. A
 * confirmation that lasts longer than any was given while the clock was ahead, and is not honoured.
 */
export function isConfirmed({ confirmedUntil }: Pick<SessionRow, "confirmedUntil">, { asked, now }: ActingTime): boolean {
  const until = confirmedUntil ?? 0;
  return until > asked.getTime() && until <= now.getTime() + confirmationTime + clockSkew;
}

/**
 * Ends the session of a token, if there is one.
 *
 * @throws StoreUnavailable
 */
export async function closeSession(store: Store, token: string): Promise<void> {
  const hash = hashSessionToken(token);
  // An invalid token does not start a transaction.
  if ((await findSessionRow(store, hash)) === undefined) return;
  await transact(store, async (transaction) => await removeSession(transaction, hash));
}

/** Ends the session that a browser had before it logged in anew, if there is one. */
export async function replaceSession(transaction: StoreTransaction, token: string | undefined): Promise<void> {
  if (token !== undefined) await removeSession(transaction, hashSessionToken(token));
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

/** The hash of a token in the database. */
export function hashSessionToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
