import { otherKind, type Kind } from "./kinds.ts";
import type { Products } from "./products.ts";

/** A setting that does not agree with others. */
export interface Disagreement {
  readonly path: readonly (string | number)[];
  readonly input: unknown;
  /** What it must be. */
  readonly message: string;
}

/** The settings that do not agree with others: names of kinds, and validities. */
export function disagreements(settings: {
  readonly kinds: readonly Kind[];
  readonly products: Products;
  readonly validityYears: number;
}): Disagreement[] {
  const { kinds, products, validityYears } = settings;
  const names = [...kinds.map(({ name }) => name), otherKind];
  const found: Disagreement[] = [];
  for (const [index, { name, validityDays = 1 }] of kinds.entries()) {
    const path = ["kinds", index] as const;
    if (names.indexOf(name) !== index || name === otherKind)
      found.push({ path: [...path, "name"], input: name, message: "a name that no other kind has" });
    const most = validityYears * 365;
    if (validityDays <= most) continue;
    const message = `${most} or less, as validityYears allows`;
    found.push({ path: [...path, "validityDays"], input: validityDays, message });
  }
  for (const [product, rules] of Object.entries(products)) {
    for (const [index, kind] of (rules?.renewableTypes ?? []).entries()) {
      if (names.includes(kind)) continue;
      const message = `the name of a kind: ${names.join(", ")}`;
      found.push({ path: ["products", product, "renewableTypes", index], input: kind, message });
    }
  }
  return found;
}
