import { createHash } from "node:crypto";
import type { Role } from "../../../protocol/console/session.ts";
import type { AccountEntry, AccountRow, Store, StoreTransaction } from "../database/schema.ts";
import { systemTenant } from "./system-operators.ts";

/** What identifies an account: names are unique within a tenant. */
export type AccountIdentity = Pick<AccountRow, "tenant" | "name">;

/** An account as the object of an entry of the audit trail: `<name>@<tenant>`. */
export function nameOfAccount({ tenant, name }: AccountIdentity): string {
  return `${name}@${tenant}`;
}

/**
 * Adds an account, unless its tenant has one with its name.
 *
 * @returns whether it was added
 */
export async function insertAccount(transaction: StoreTransaction, account: AccountEntry): Promise<boolean> {
  const added = await transaction
    .insertInto("accounts")
    .values(account)
    .onConflict((conflict) => conflict.columns(["tenant", "name"]).doNothing())
    .returning("name")
    .executeTakeFirst();
  return added !== undefined;
}

/**
 * The digest of an account in the audit trail, which reveals changes of its row: SHA-256 of its name, its tenant and the
 * salted hash of its password, and of what it may do, whose it is, and since when it is disabled or has a second factor, if
 * there is any of these, and of a system operator's certificate, hexadecimal. Early entries were made before these existed.
 */
export function digestOfAccount(account: Omit<AccountRow, "createdAt" | "lastLoginAt" | "editedBy" | "editedAt">): string {
  const { name, tenant, password, role, personName, mail, disabledAt, secondFactorSince } = account;
  const more = [role, personName, mail, disabledAt, secondFactorSince];
  const present = more.some((each) => each !== null && each !== "");
  const { certificateTenant, certificateCn } = account;
  const bound = certificateTenant === null && certificateCn === null ? [] : [certificateTenant, certificateCn];
  return createHash("sha256")
    .update(JSON.stringify([name, tenant, password, ...(present ? more : []), ...bound]))
    .digest("hex");
}

/** An account by its tenant and name. */
export async function findAccountRow(store: Store, { tenant, name }: AccountIdentity): Promise<AccountRow | undefined> {
  return await store.selectFrom("accounts").selectAll().where("tenant", "=", tenant).where("name", "=", name).executeTakeFirst();
}

/** Some accounts with a name, of any tenant. None of system operators, whom no tenant's login reaches. */
export async function findAccountsNamed(store: Store, name: string, limit: number): Promise<AccountRow[]> {
  return await store
    .selectFrom("accounts")
    .selectAll()
    .where("name", "=", name)
    .where("tenant", "!=", systemTenant)
    .orderBy("tenant")
    .limit(limit)
    .execute();
}

/** An account of somebody who may log in to the administrators' site. */
export type AdministratorRow = AccountRow & { readonly role: Role };

/** The accounts of a tenant with access to the administrators' site, by name. */
export async function listAdministrators(store: Store, tenant: string): Promise<AdministratorRow[]> {
  return await store
    .selectFrom("accounts")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("role", "is not", null)
    .$narrowType<{ role: Role }>()
    .orderBy("name")
    .execute();
}

/** Changes an account. */
export async function updateAccount(
  transaction: StoreTransaction,
  { tenant, name }: AccountIdentity,
  change: Partial<Omit<AccountRow, "tenant" | "name" | "createdAt">>,
): Promise<void> {
  await transaction.updateTable("accounts").set(change).where("tenant", "=", tenant).where("name", "=", name).execute();
}
