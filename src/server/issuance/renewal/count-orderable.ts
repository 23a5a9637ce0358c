import { clockSkew } from "../../../core/clock.ts";
import { wordsOf } from "../../settings/kinds.ts";
import { productNamed } from "../../settings/products.ts";
import { countUnrenewed, type OrderScope } from "../../store/renewals/renewal-orders.ts";
import type { Service } from "../service.ts";

/**
 * The number of certificates in a scope that an order to renew makes due: those that are valid, of a kind that is renewed, and
 * without a replacement in use.
 *
 * @param options.ordered whether only those are counted that an order is in force for
 */
export async function countOrderable(
  { store, settings }: Pick<Service, "store" | "settings">,
  scope: OrderScope,
  now: Date,
  { ordered = false }: { readonly ordered?: boolean } = {},
): Promise<number> {
  const numbered = wordsOf(settings.kinds) !== undefined;
  const at = now.getTime();
  const groups = await countUnrenewed(store, { scope, now: at, validBy: at + clockSkew, ordered, numbered });
  return groups.reduce((sum, { product, cn, count }) => (productNamed(settings, product).renews(cn) ? sum + count : sum), 0);
}
