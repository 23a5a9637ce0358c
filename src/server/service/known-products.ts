import type { Settings } from "../settings/settings.ts";
import type { Store } from "../store/database/schema.ts";
import { findTenantsOfOtherProducts } from "../store/tenants.ts";
import { OperatorError } from "../system/operator-error.ts";

const most = 5;

/** A sentence that names tenants whose product the settings do not contain; undefined if there are none. */
export async function findUnknownProducts(store: Store, { products }: Settings): Promise<string | undefined> {
  const tenants = await findTenantsOfOtherProducts(store, Object.keys(products), most + 1);
  if (tenants.length === 0) return undefined;
  const listed = tenants.slice(0, most).map(({ name, product }) => `${name} (${product})`);
  const names = [...listed, ...(tenants.length > most ? ["others"] : [])].join(", ");
  return `The settings do not contain the product of these tenants: ${names}. Add it to products in koshin.json, or change theirs (koshin tenant set --product).`;
}

/**
 * Requires that the settings contain the product of every tenant.
 *
 * @throws OperatorError `product-unknown`
 */
export async function requireKnownProducts(store: Store, settings: Settings): Promise<void> {
  const unknown = await findUnknownProducts(store, settings);
  if (unknown !== undefined) throw new OperatorError("product-unknown", unknown);
}
