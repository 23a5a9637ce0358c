import type { InvitationRow, Store, StoreTransaction } from "../database/schema.ts";
import type { AccountIdentity } from "./account-rows.ts";

/** Adds an invitation, in the place of the account's earlier one. */
export async function replaceInvitation(transaction: StoreTransaction, row: InvitationRow): Promise<void> {
  await removeInvitation(transaction, { tenant: row.tenant, name: row.account });
  await transaction.insertInto("invitations").values(row).execute();
}

/** Records what became of the mail with an invitation's link, if the invitation has not been replaced or used. */
export async function markMailed(
  transaction: StoreTransaction,
  tokenHash: string,
  mail: NonNullable<InvitationRow["mail"]>,
): Promise<void> {
  await transaction.updateTable("invitations").set({ mail }).where("tokenHash", "=", tokenHash).execute();
}

/** The invitations of a tenant that have a mail. */
export async function findMailedInvitations(store: Store, tenant: string): Promise<InvitationRow[]> {
  return await store.selectFrom("invitations").selectAll().where("tenant", "=", tenant).where("mail", "is not", null).execute();
}

/** The invitation of a token, whether or not it has expired. */
export async function findInvitation(store: Store, tokenHash: string): Promise<InvitationRow | undefined> {
  return await store.selectFrom("invitations").selectAll().where("tokenHash", "=", tokenHash).executeTakeFirst();
}

/** Removes the invitation of an account. */
export async function removeInvitation(transaction: StoreTransaction, { tenant, name }: AccountIdentity): Promise<void> {
  await transaction.deleteFrom("invitations").where("tenant", "=", tenant).where("account", "=", name).execute();
}

/** Removes the invitation of an account if its link was mailed. */
export async function removeMailedInvitation(transaction: StoreTransaction, { tenant, name }: AccountIdentity): Promise<void> {
  const mailed = transaction.deleteFrom("invitations").where("mail", "is not", null);
  await mailed.where("tenant", "=", tenant).where("account", "=", name).execute();
}

/** Removes all invitations. */
export async function removeAllInvitations(transaction: StoreTransaction): Promise<void> {
  await transaction.deleteFrom("invitations").execute();
}
