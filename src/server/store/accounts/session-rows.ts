import type { AccountRow, SessionRow, Store, StoreTransaction } from "../database/schema.ts";
import type { AccountIdentity } from "./account-rows.ts";

/** Adds a session. */
export async function insertSession(transaction: StoreTransaction, session: SessionRow): Promise<void> {
  await transaction.insertInto("sessions").values(session).execute();
}

/** A session with what its account may do, and whose it is. */
export type HeldSession = SessionRow & Pick<AccountRow, "role" | "personName" | "certificateTenant" | "certificateCn">;

/** The session of a token, whether or not it has expired; none of an account that is disabled. */
export async function findSessionRow(store: Store, tokenHash: string): Promise<HeldSession | undefined> {
  return await store
    .selectFrom("sessions")
    .innerJoin("accounts", (join) =>
      join.onRef("accounts.tenant", "=", "sessions.tenant").onRef("accounts.name", "=", "sessions.account"),
    )
    .selectAll("sessions")
    .select(["accounts.role", "accounts.personName", "accounts.certificateTenant", "accounts.certificateCn"])
    .where("tokenHash", "=", tokenHash)
    .where("accounts.disabledAt", "is", null)
    .executeTakeFirst();
}

/** Records when a session was last used. */
export async function markSeen(transaction: StoreTransaction, tokenHash: string, at: number): Promise<void> {
  await transaction.updateTable("sessions").set({ seenAt: at }).where("tokenHash", "=", tokenHash).execute();
}

/** Records until when secrets may be handed out to a session. */
export async function markConfirmed(transaction: StoreTransaction, tokenHash: string, until: number): Promise<void> {
  await transaction.updateTable("sessions").set({ confirmedUntil: until }).where("tokenHash", "=", tokenHash).execute();
}

/** Records what a passkey has to sign next in a session, in the place of an earlier challenge; null if nothing. */
export async function setChallenge(
  transaction: StoreTransaction,
  tokenHash: string,
  challenge: Pick<SessionRow, "challenge" | "challengeUntil">,
): Promise<void> {
  await transaction.updateTable("sessions").set(challenge).where("tokenHash", "=", tokenHash).execute();
}

/** Removes the session of a token. */
export async function removeSession(transaction: StoreTransaction, tokenHash: string): Promise<void> {
  await transaction.deleteFrom("sessions").where("tokenHash", "=", tokenHash).execute();
}

/**
 * Removes the sessions of an account.
 *
 * @param except the hash of a token whose session remains
 */
export async function removeSessionsOf(
  transaction: StoreTransaction,
  { tenant, name }: AccountIdentity,
  except = "",
): Promise<void> {
  await transaction
    .deleteFrom("sessions")
    .where("tenant", "=", tenant)
    .where("account", "=", name)
    .where("tokenHash", "!=", except)
    .execute();
}

/**
 * Removes the oldest sessions of an account at one application and step, except some.
 *
 * @param kept how many remain
 */
export async function removeOldestSessions(
  transaction: StoreTransaction,
  { tenant, account, site, step }: Pick<SessionRow, "tenant" | "account" | "site" | "step">,
  kept: number,
): Promise<void> {
  const old = await transaction
    .selectFrom("sessions")
    .select("tokenHash")
    .where("tenant", "=", tenant)
    .where("account", "=", account)
    .where("site", "=", site)
    .where("step", "=", step)
    .orderBy("openedAt", "desc")
    .orderBy("tokenHash")
    .limit(1000)
    .offset(kept)
    .execute();
  for (const { tokenHash } of old) await removeSession(transaction, tokenHash);
}

/** The sessions of an account, whether or not they have expired, the latest first. */
export async function listSessionsOf(store: Store, { tenant, name }: AccountIdentity): Promise<SessionRow[]> {
  return await store
    .selectFrom("sessions")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("account", "=", name)
    .orderBy("openedAt", "desc")
    .orderBy("tokenHash")
    .execute();
}

/** The number of a tenant's people who are logged in to any application. */
export async function countLoggedIn(store: Store, tenant: string, now: number): Promise<number> {
  const { people } = await store
    .selectFrom("sessions")
    .select(({ fn }) => fn.count<number>("account").distinct().as("people"))
    .where("tenant", "=", tenant)
    .where("step", "=", "open")
    .where("endsAt", ">", now)
    .executeTakeFirstOrThrow();
  return people;
}

/** Removes the sessions of a tenant's people. */
export async function removeSessionsOfTenant(transaction: StoreTransaction, tenant: string): Promise<void> {
  await transaction.deleteFrom("sessions").where("tenant", "=", tenant).execute();
}

/** Removes all sessions. */
export async function removeAllSessions(transaction: StoreTransaction): Promise<void> {
  await transaction.deleteFrom("sessions").execute();
}
