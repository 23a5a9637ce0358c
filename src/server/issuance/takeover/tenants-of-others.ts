import { comparableText } from "../../../core/name/same-name.ts";
import type { Act } from "../../store/audit/audit.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { findComparableTenants, findTenantNames } from "../../store/tenants.ts";
import { addTenant } from "../tenants.ts";

/** How missing tenants are created. */
export interface TenantsOrder extends Act {
  /** The product of tenants that do not exist yet. */
  readonly product: string;
  /** In a dry run: the tenant that it would have created by now whose name is like this one, as `comparableText` writes it. */
  readonly tenantLike?: ((comparable: string) => string | undefined) | undefined;
}

/** The tenants of certificates that are recorded. */
interface EnsuredTenants {
  /** Those that were created. */
  readonly created: readonly string[];
  /** Those that are not created, because another one's name differs only by case or width. */
  readonly refused: ReadonlySet<string>;
}

/**
 * Creates the tenants that do not exist, in the caller's transaction. Names that differ only by case or width are one name to people
 * and in certificates (RFC 5280, section 7.1), so that the second one is refused.
 */
export async function ensureTenants(
  transaction: StoreTransaction,
  names: readonly string[],
  { product, tenantLike, ...act }: TenantsOrder,
): Promise<EnsuredTenants> {
  const wanted = [...new Set(names)];
  const known = new Set(await findTenantNames(transaction, wanted));
  const refused = new Set<string>();
  const created: string[] = [];
  const missing = wanted.filter((name) => !known.has(name));
  const taken = new Set(await findComparableTenants(transaction, missing.map(comparableText)));
  for (const name of missing) {
    const comparable = comparableText(name);
    const earlier = tenantLike?.(comparable);
    if (taken.has(comparable) || (earlier !== undefined && earlier !== name)) {
      refused.add(name);
      continue;
    }
    await addTenant(transaction, { name, product, ...act });
    taken.add(comparable);
    if (earlier === undefined) created.push(name);
  }
  return { created, refused };
}
