import type { AccountRow, SessionRow, Store, StoreTransaction } from "../database/schema.ts";

/** Adds a session. */
export async function insertSession(transaction: StoreTransaction, session: SessionRow): Promise<void> {
  await transaction.insertInto("sessions").values(session).execute();
}

/** A session with the tenant and the role of its account. */
export type HeldSession = SessionRow & Pick<AccountRow, "tenant" | "role">;

/** The session of a token, whether or not it has expired. */
export async function findSessionRow(store: Store, tokenHash: string): Promise<HeldSession | undefined> {
  return await store
    .selectFrom("sessions")
    .innerJoin("accounts", "accounts.name", "sessions.account")
    .selectAll("sessions")
    .select(["accounts.tenant", "accounts.role"])
    .where("tokenHash", "=", tokenHash)
    .where("accounts.disabledAt", "is", null)
    .executeTakeFirst();
}

/** Records when a session was last used. */
export async function markSeen(transaction: StoreTransaction, tokenHash: string, at: number): Promise<void> {
  await transaction.updateTable("sessions").set({ seenAt: at }).where("tokenHash", "=", tokenHash).execute();
}

/** Removes the session of a token. */
export async function removeSession(transaction: StoreTransaction, tokenHash: string): Promise<void> {
  await transaction.deleteFrom("sessions").where("tokenHash", "=", tokenHash).execute();
}

/** Removes all sessions. */
export async function removeAllSessions(transaction: StoreTransaction): Promise<void> {
  await transaction.deleteFrom("sessions").execute();
}
