import { dayInMilliseconds } from "../../../core/days.ts";
import { tenantPageLength, type ListedTenant, type TenantList, type TenantQuery } from "../../../protocol/console/operators.ts";
import { productNamed } from "../../settings/products.ts";
import { countOfTenants, countTenants, findTenants, type FoundTenant, type TenantCounts } from "../../store/list-tenants.ts";
import { patience } from "../administration/attention.ts";
import { promptDaysOf } from "../renewal/renewal-judgement.ts";
import type { Service } from "../service.ts";

type Records = Pick<Service, "store" | "settings">;

/** A page of all tenants, for system operators. */
export async function listTenants(
  records: Records,
  { search, state, sort, order, page }: TenantQuery,
  now: Date,
): Promise<TenantList> {
  const { store } = records;
  const criteria = { text: search.trim(), state };
  const total = await countTenants(store, criteria);
  const part = { limit: tenantPageLength, offset: (page - 1) * tenantPageLength };
  const found = await findTenants(store, criteria, { column: sort, direction: order === "ascending" ? "asc" : "desc" }, part);
  const counts = await countsOf(records, found, now);
  const tenants = found.map((tenant) => listed(tenant, counts.get(tenant.name)));
  return { tenants, total, page, pages: Math.max(1, Math.ceil(total / tenantPageLength)) };
}

function listed(tenant: FoundTenant, counts: TenantCounts = { inUse: 0, due: 0, stuck: 0 }): ListedTenant {
  const { name, product, createdAt, closedAt, administrators, lastLoginAt } = tenant;
  return {
    ...{ name, product, administrators, ...counts },
    createdAt: new Date(createdAt).toISOString(),
    closedAt: closedAt === null ? null : new Date(closedAt).toISOString(),
    lastLoginAt: lastLoginAt === null ? null : new Date(lastLoginAt).toISOString(),
  };
}

/** Tenants with the same time before expiry are counted together. */
async function countsOf(
  { store, settings }: Records,
  found: readonly FoundTenant[],
  now: Date,
): Promise<ReadonlyMap<string, TenantCounts>> {
  const byDays = Map.groupBy(found, (tenant) => promptDaysOf(tenant, productNamed(settings, tenant.product)));
  const counts = new Map<string, TenantCounts>();
  for (const [days, tenants] of byDays) {
    const at = now.getTime();
    const moments = { now: at, dueBefore: at + days * dayInMilliseconds, issuedBefore: at - patience };
    const names = tenants.map(({ name }) => name);
    for (const [name, each] of await countOfTenants(store, names, moments)) counts.set(name, each);
  }
  return counts;
}
