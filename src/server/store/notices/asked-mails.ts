import type { AccountIdentity } from "../accounts/account-rows.ts";
import type { Store, StoreTransaction } from "../database/schema.ts";

/** The mails that a tenant's accounts have had sent in a span of time, the earliest first; others of the tenant are forgotten. */
export async function keepAskedMails(
  transaction: StoreTransaction,
  tenant: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly { readonly account: string; readonly askedAt: number }[]> {
  await transaction
    .deleteFrom("askedMails")
    .where("tenant", "=", tenant)
    .where((where) => where.or([where("askedAt", "<=", from), where("askedAt", ">", to)]))
    .execute();
  return await transaction
    .selectFrom("askedMails")
    .select(["account", "askedAt"])
    .where("tenant", "=", tenant)
    .orderBy("askedAt")
    .execute();
}

/** Records mails that an account has sent. */
export async function insertAskedMails(
  transaction: StoreTransaction,
  { tenant, name: account }: AccountIdentity,
  askedAt: number,
  count: number,
): Promise<void> {
  await transaction
    .insertInto("askedMails")
    .values(Array.from({ length: count }, () => ({ tenant, account, askedAt })))
    .execute();
}

/** Whether mails are recorded that were sent by a moment. */
export async function hasAskedMailsBefore(store: Store, moment: number): Promise<boolean> {
  return (
    (await store.selectFrom("askedMails").select("askedAt").where("askedAt", "<=", moment).limit(1).executeTakeFirst()) !==
    undefined
  );
}

/**
 * Forgets mails that were sent by a moment.
 *
 * @returns their number
 */
export async function removeAskedMailsBefore(transaction: StoreTransaction, moment: number): Promise<number> {
  const removal = transaction.deleteFrom("askedMails").where("askedAt", "<=", moment);
  return Number((await removal.executeTakeFirstOrThrow()).numDeletedRows);
}
