import * as v from "valibot";
import { keyKinds } from "../../core/key-kind.ts";
import { OperatorError } from "../system/operator-error.ts";
import { kindOf, otherKind, SettingName, type Kind } from "./kinds.ts";

const Days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000));

const Product = v.strictObject({
  /** The kinds of certificate that can be renewed for this product. */
  renewableTypes: v.array(SettingName),
  /** Days before expiry from which a renewal is accepted. */
  acceptDays: Days,
  /** Days before expiry from which the holder is prompted. */
  promptDays: Days,
  /** Kinds of key that are accepted in addition to the tenant's own. */
  furtherKeyKinds: v.array(v.picklist(keyKinds)),
});
type Product = v.InferOutput<typeof Product>;

const weborca: Product = { renewableTypes: ["client"], acceptDays: 100, promptDays: 90, furtherKeyKinds: [] };
const orcamo: Product = { renewableTypes: ["client", "db"], acceptDays: 100, promptDays: 60, furtherKeyKinds: [] };

/** Products by name. The settings of ORCA's own two products can also be set by variables. */
export const Products = v.objectWithRest({ weborca: v.optional(Product), orcamo: v.optional(Product) }, v.optional(Product));
export type Products = v.InferOutput<typeof Products>;

/** The products of the default settings. */
export const defaultProducts = { weborca, orcamo } as const satisfies Products;

/** How certificates of one product are renewed. */
export interface ProductRules extends Product {
  /** Whether certificates with this CN can be renewed. */
  readonly renews: (cn: string) => boolean;
}

/**
 * The rules of a product.
 *
 * @throws OperatorError `product-unknown` if the settings do not contain it
 */
export function productNamed(
  { products, kinds }: { readonly products: Products; readonly kinds: readonly Kind[] },
  name: string,
): ProductRules {
  const product = new Map(Object.entries(products)).get(name);
  if (product !== undefined) {
    return { ...product, renews: (cn) => product.renewableTypes.includes(kindOf(kinds, cn)?.name ?? otherKind) };
  }
  const names = Object.keys(products).join(", ");
  throw new OperatorError("product-unknown", `The settings have no product "${name}". Name one of these, or add it: ${names}.`);
}
