import { createHash } from "node:crypto";
import type { HolderRulesRow, Store, StoreTransaction } from "../database/schema.ts";

/** What applies to the holders of a tenant that has changed nothing. */
export const usualHolderRules = { mails: "sent", otherDevices: "allowed", contact: "", version: 0 } as const;

/** What a tenant has decided for the holders of its certificates; undefined if nothing ever was. */
export async function findHolderRules(store: Store, tenant: string): Promise<HolderRulesRow | undefined> {
  return await store.selectFrom("holderRules").selectAll().where("tenant", "=", tenant).executeTakeFirst();
}

/** Writes what a tenant has decided in place of what it had. */
export async function writeHolderRules(transaction: StoreTransaction, row: HolderRulesRow): Promise<void> {
  await transaction
    .insertInto("holderRules")
    .values(row)
    .onConflict((conflict) => conflict.column("tenant").doUpdateSet(row))
    .execute();
}

/** The digest of what a tenant has decided, for the audit trail; it says nothing about the contact once that is replaced. */
export function digestOfHolderRules({ salt, tenant, mails, otherDevices, contact, version }: HolderRulesRow): string {
  return createHash("sha256")
    .update(JSON.stringify([salt, tenant, mails, otherDevices, contact, version]))
    .digest("hex");
}
