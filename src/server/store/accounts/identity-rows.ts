import type { LinkedIdentityRow, SignInRow, Store, StoreTransaction } from "../database/schema.ts";
import type { AccountIdentity } from "./account-rows.ts";

/** What identifies a person at an identity provider, for one tenant. */
export type ProvedIdentity = Pick<LinkedIdentityRow, "tenant" | "issuer" | "subject">;

/**
 * Links an identity to an account.
 *
 * @returns whether it is linked to this account; not if it is to another one
 */
export async function linkIdentity(transaction: StoreTransaction, row: LinkedIdentityRow): Promise<boolean> {
  await transaction
    .insertInto("linkedIdentities")
    .values(row)
    .onConflict((conflict) => conflict.columns(["tenant", "issuer", "subject"]).doNothing())
    .execute();
  return (await findIdentity(transaction, row))?.account === row.account;
}

/** A linked identity. */
export async function findIdentity(
  store: Store,
  { tenant, issuer, subject }: ProvedIdentity,
): Promise<LinkedIdentityRow | undefined> {
  return await store
    .selectFrom("linkedIdentities")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .executeTakeFirst();
}

/** The identities of an account, in the order in which they were linked. */
export async function listIdentities(store: Store, { tenant, name }: AccountIdentity): Promise<LinkedIdentityRow[]> {
  return await store
    .selectFrom("linkedIdentities")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("account", "=", name)
    .orderBy("linkedAt")
    .orderBy("issuer")
    .orderBy("subject")
    .execute();
}

/** Records that somebody has logged in with an identity. */
export async function markIdentityUsed(
  transaction: StoreTransaction,
  { tenant, issuer, subject }: ProvedIdentity,
  lastUsedAt: number,
): Promise<void> {
  await transaction
    .updateTable("linkedIdentities")
    .set({ lastUsedAt })
    .where("tenant", "=", tenant)
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .execute();
}

/** Removes an identity. */
export async function unlinkIdentity(transaction: StoreTransaction, { tenant, issuer, subject }: ProvedIdentity): Promise<void> {
  await transaction
    .deleteFrom("linkedIdentities")
    .where("tenant", "=", tenant)
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .execute();
}

/** Removes the identities of an account. */
export async function unlinkAll(transaction: StoreTransaction, { tenant, name }: AccountIdentity): Promise<void> {
  await transaction.deleteFrom("linkedIdentities").where("tenant", "=", tenant).where("account", "=", name).execute();
}

/** Adds a login that an identity provider has to answer. */
export async function insertSignIn(transaction: StoreTransaction, row: SignInRow): Promise<void> {
  await transaction.insertInto("signIns").values(row).execute();
}

/** Removes a login that an identity provider has answered, and returns it; undefined if there is none, or none any more. */
export async function takeSignIn(transaction: StoreTransaction, tokenHash: string): Promise<SignInRow | undefined> {
  return await transaction.deleteFrom("signIns").where("tokenHash", "=", tokenHash).returningAll().executeTakeFirst();
}
