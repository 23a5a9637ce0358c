import type { AccountIdentity } from "../accounts/account-rows.ts";
import type { StoreTransaction } from "../database/schema.ts";

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
