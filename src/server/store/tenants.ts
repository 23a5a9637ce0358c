import type { Store, TenantEntry, TenantRow } from "./database/schema.ts";

/** Adds a tenant. */
export async function insertTenant(store: Store, tenant: TenantEntry): Promise<void> {
  await store.insertInto("tenants").values(tenant).execute();
}

/** The tenant of this name. */
export async function findTenant(store: Store, name: string): Promise<TenantRow | undefined> {
  return await store.selectFrom("tenants").selectAll().where("name", "=", name).executeTakeFirst();
}

/** A tenant of a list, and to how many addresses its notices go. */
export type ListedTenant = TenantRow & { readonly noticeAddresses: number };

/** The page of all tenants, by name, behind one of them. */
export async function listTenants(store: Store, after: string, limit: number): Promise<ListedTenant[]> {
  return await store
    .selectFrom("tenants")
    .selectAll("tenants")
    .select((columns) =>
      columns
        .selectFrom("noticeAddresses")
        .select((inner) => inner.fn.countAll<number>().as("count"))
        .whereRef("noticeAddresses.tenant", "=", "tenants.name")
        .$asScalar()
        .$notNull()
        .as("noticeAddresses"),
    )
    .where("name", ">", after)
    .orderBy("name")
    .limit(limit)
    .execute();
}

/** The columns that hold what an operator decides about a tenant. */
type RuleColumns = "product" | "keyKind" | "retireAfterDays" | "destroyKeysAfterDays" | "sameKey";

/** Changes a tenant's rules. */
export async function updateTenant(store: Store, name: string, rules: Partial<Pick<TenantRow, RuleColumns>>): Promise<void> {
  await store.updateTable("tenants").set(rules).where("name", "=", name).execute();
}

/** Closes a tenant: none of its certificates is accepted from then on. */
export async function closeTenantRow(store: Store, name: string, at: number): Promise<void> {
  await store.updateTable("tenants").set({ closedAt: at }).where("name", "=", name).execute();
}

/** Opens a tenant again: its certificates are accepted, so far as they are good. */
export async function openTenantRow(store: Store, name: string): Promise<void> {
  await store.updateTable("tenants").set({ closedAt: null }).where("name", "=", name).execute();
}
