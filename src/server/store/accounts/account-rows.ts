import { createHash } from "node:crypto";
import type { AccountEntry, AccountRow, Store, StoreTransaction } from "../database/schema.ts";

/**
 * Adds an account, unless one with its name exists.
 *
 * @returns whether it was added
 */
export async function insertAccount(transaction: StoreTransaction, account: AccountEntry): Promise<boolean> {
  const added = await transaction
    .insertInto("accounts")
    .values(account)
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returning("name")
    .executeTakeFirst();
  return added !== undefined;
}

/**
 * The digest of an account in the audit trail, which reveals changes of its row: SHA-256 of its name, its tenant and the
 * salted hash of its password, hexadecimal.
 */
export function digestOfAccount({ name, tenant, password }: Pick<AccountRow, "name" | "tenant" | "password">): string {
  return createHash("sha256")
    .update(JSON.stringify([name, tenant, password]))
    .digest("hex");
}

/** The account with this name. */
export async function findAccountRow(store: Store, name: string): Promise<AccountRow | undefined> {
  return await store.selectFrom("accounts").selectAll().where("name", "=", name).executeTakeFirst();
}
