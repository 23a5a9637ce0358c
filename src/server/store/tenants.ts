import type { Store, TenantEntry, TenantRow } from "./schema.ts";

/** Adds a tenant. */
export async function insertTenant(store: Store, tenant: TenantEntry): Promise<void> {
  await store.insertInto("tenants").values(tenant).execute();
}

/** The tenant of this name. */
export async function findTenant(store: Store, name: string): Promise<TenantRow | undefined> {
  return await store.selectFrom("tenants").selectAll().where("name", "=", name).executeTakeFirst();
}

/** The page of all tenants, by name, behind one of them. */
export async function listTenants(store: Store, after: string, limit: number): Promise<TenantRow[]> {
  return await store.selectFrom("tenants").selectAll().where("name", ">", after).orderBy("name").limit(limit).execute();
}

/** The rules that a tenant has of its own. */
export type TenantRules = Pick<TenantRow, "product" | "key_kind" | "retire_after_days" | "destroy_keys_after_days" | "same_key">;

/** Changes a tenant's rules. */
export async function updateTenant(store: Store, name: string, rules: Partial<TenantRules>): Promise<void> {
  await store.updateTable("tenants").set(rules).where("name", "=", name).execute();
}

/** Closes a tenant: none of its certificates is accepted from then on. */
export async function closeTenantRow(store: Store, name: string, at: number): Promise<void> {
  await store.updateTable("tenants").set({ closed_at: at }).where("name", "=", name).execute();
}

/** Opens a tenant again: its certificates are accepted, so far as they are good. */
export async function openTenantRow(store: Store, name: string): Promise<void> {
  await store.updateTable("tenants").set({ closed_at: null }).where("name", "=", name).execute();
}
