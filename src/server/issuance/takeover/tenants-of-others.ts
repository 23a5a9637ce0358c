import { comparableText } from "../../../core/name/same-name.ts";
import type { Act } from "../../store/audit/audit.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { findTenantNames, readTenantNames } from "../../store/tenants.ts";
import { addTenant } from "../tenants.ts";

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
  { product, ...act }: Act & { readonly product: string },
): Promise<EnsuredTenants> {
  const wanted = [...new Set(names)];
  const known = new Set(await findTenantNames(transaction, wanted));
  const refused = new Set<string>();
  const created: string[] = [];
  if (wanted.every((name) => known.has(name))) return { created, refused };
  const folded = new Set((await readTenantNames(transaction)).map(comparableText));
  for (const name of wanted) {
    if (known.has(name)) continue;
    if (folded.has(comparableText(name))) {
      refused.add(name);
      continue;
    }
    await addTenant(transaction, { name, product, ...act });
    folded.add(comparableText(name));
    created.push(name);
  }
  return { created, refused };
}
