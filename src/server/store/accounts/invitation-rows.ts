import type { InvitationRow, Store, StoreTransaction } from "../database/schema.ts";
import type { AccountIdentity } from "./account-rows.ts";

/** Adds an invitation, in the place of the account's earlier one. */
export async function replaceInvitation(transaction: StoreTransaction, row: InvitationRow): Promise<void> {
  await removeInvitation(transaction, { tenant: row.tenant, name: row.account });
  await transaction.insertInto("invitations").values(row).execute();
}

/** The invitation of a token, whether or not it has expired. */
export async function findInvitation(store: Store, tokenHash: string): Promise<InvitationRow | undefined> {
  return await store.selectFrom("invitations").selectAll().where("tokenHash", "=", tokenHash).executeTakeFirst();
}

/** Removes the invitation of an account. */
export async function removeInvitation(transaction: StoreTransaction, { tenant, name }: AccountIdentity): Promise<void> {
  await transaction.deleteFrom("invitations").where("tenant", "=", tenant).where("account", "=", name).execute();
}

/** Removes all invitations. */
export async function removeAllInvitations(transaction: StoreTransaction): Promise<void> {
  await transaction.deleteFrom("invitations").execute();
}
