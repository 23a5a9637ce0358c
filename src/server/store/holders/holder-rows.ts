import type { HolderRow, Store, StoreTransaction } from "../database/schema.ts";
import { recordedMailAddress } from "./recorded-mail-address.ts";

/** What identifies the holder of certificates. */
type Holder = Pick<HolderRow, "tenant" | "cn">;

/** What is known of a holder; undefined if nothing ever was. */
export async function findHolder(store: Store, { tenant, cn }: Holder): Promise<HolderRow | undefined> {
  return await store.selectFrom("holders").selectAll().where("tenant", "=", tenant).where("cn", "=", cn).executeTakeFirst();
}

/** Writes what is known of a holder in place of what was. */
export async function writeHolder(transaction: StoreTransaction, row: HolderRow): Promise<void> {
  await transaction
    .insertInto("holders")
    .values(row)
    .onConflict((conflict) => conflict.columns(["tenant", "cn"]).doUpdateSet(row))
    .execute();
}

/**
 * Takes the mail address in a certificate that is recorded, if it has one: the latest certificate's counts, unless a person has
 * entered or removed one.
 *
 * @param der the certificate
 * @param at in milliseconds
 */
export async function takeMailAddress(transaction: StoreTransaction, holder: Holder, der: Uint8Array, at: number): Promise<void> {
  const mail = recordedMailAddress(der);
  if (mail === undefined) return;
  const { tenant, cn } = holder;
  const before = await findHolder(transaction, holder);
  if (before !== undefined && (before.editedBy !== null || before.mail === mail)) return;
  await writeHolder(transaction, { tenant, cn, mail, version: (before?.version ?? 0) + 1, editedBy: null, editedAt: at });
}
