import * as v from "valibot";

const Brands = v.object({ brands: v.array(v.object({ brand: v.string(), version: v.string() })) });

/**
 * A browser's name and version: `Google Chrome/156` from its User-Agent Client Hints, or from its User-Agent string
 * (`Firefox/153.0`); `unknown` if neither has them.
 */
export function browserOf(navigator: Pick<Navigator, "userAgent">): string {
  const hints = v.safeParse(Brands, Reflect.get(navigator, "userAgentData"));
  // One of the brands is a random placeholder (GREASE); "Chromium" is the engine on which the others are based.
  const brands = hints.success ? hints.output.brands.filter(({ brand }) => !/not/i.test(brand)) : [];
  const brand = brands.find(({ brand: name }) => name !== "Chromium") ?? brands[0];
  if (brand !== undefined) return `${brand.brand}/${brand.version}`;
  return (
    /(?:Firefox|FxiOS|CriOS|EdgiOS|Chrome)\/[\d.]+|(?<=Version\/[\d.]+ .*)Safari\/[\d.]+/.exec(navigator.userAgent)?.[0] ??
    "unknown"
  );
}
