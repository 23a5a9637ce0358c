import { comparableText } from "../../core/name/same-name.ts";
import type { Store, TenantEntry, TenantRow } from "./database/schema.ts";

/** Adds a tenant. */
export async function insertTenant(store: Store, tenant: Omit<TenantEntry, "comparable">): Promise<void> {
  await store
    .insertInto("tenants")
    .values({ ...tenant, comparable: comparableText(tenant.name) })
    .execute();
}

/** The tenant with this name. */
export async function findTenant(store: Store, name: string): Promise<TenantRow | undefined> {
  return await store.selectFrom("tenants").selectAll().where("name", "=", name).executeTakeFirst();
}

/** A listed tenant, and the number of addresses that its notices are sent to. */
export type ListedTenant = TenantRow & { readonly noticeAddresses: number };

/** A page of the tenants in the order of their names, after one of them. */
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

/** Some tenants whose product is not among these. */
export async function findTenantsOfOtherProducts(store: Store, products: readonly string[], limit: number): Promise<TenantRow[]> {
  const tenants = store.selectFrom("tenants").selectAll().where("product", "not in", products);
  return await tenants.orderBy("name").limit(limit).execute();
}

/** The columns of the rules that an operator sets for a tenant. */
type RuleColumns =
  | "product"
  | "keyKind"
  | "retireAfterDays"
  | "destroyKeysAfterDays"
  | "sameKey"
  | "promptDays"
  | "renewalKeys"
  | "timeZone"
  | "rulesVersion"
  | "rulesEditedBy"
  | "rulesEditedAt";

/** Changes a tenant's rules. */
export async function updateTenant(store: Store, name: string, rules: Partial<Pick<TenantRow, RuleColumns>>): Promise<void> {
  await store.updateTable("tenants").set(rules).where("name", "=", name).execute();
}

/** Closes a tenant: its certificates are no longer accepted. */
export async function closeTenantRow(store: Store, name: string, at: number): Promise<void> {
  await store.updateTable("tenants").set({ closedAt: at }).where("name", "=", name).execute();
}

/** Reopens a tenant: its certificates are accepted again, if they are valid. */
export async function openTenantRow(store: Store, name: string): Promise<void> {
  await store.updateTable("tenants").set({ closedAt: null }).where("name", "=", name).execute();
}

/** Which of some names are names of tenants. */
export async function findTenantNames(store: Store, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await store.selectFrom("tenants").select("name").where("name", "in", names).execute();
  return rows.map(({ name }) => name);
}

/** Which of some names, as `comparableText` writes them, are like those of tenants. */
export async function findComparableTenants(store: Store, comparable: readonly string[]): Promise<string[]> {
  if (comparable.length === 0) return [];
  const rows = await store.selectFrom("tenants").select("comparable").where("comparable", "in", comparable).execute();
  return rows.map((row) => row.comparable);
}
