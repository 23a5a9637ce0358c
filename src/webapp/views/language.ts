import type { Language } from "../../ui/language.ts";

const cookieName = "__Host-language";

/** Reads a language from a query parameter or cookie; undefined for anything that is not one. */
export function readLanguage(value: string | null | undefined): Language | undefined {
  return value === "ja" || value === "en" ? value : undefined;
}

/**
 * The language of a request: the person's own choice, else the first of `Accept-Language` (RFC 9110, section 12.5.4)
 * that there is, by weight, else Japanese.
 */
export function languageOf(cookies: ReadonlyMap<string, string>, acceptLanguage: string | null): Language {
  const chosen = readLanguage(cookies.get(cookieName));
  if (chosen !== undefined) return chosen;
  const ranges = (acceptLanguage ?? "").split(",").map((range) => {
    const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
    const weight = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find(Boolean);
    return { language: readLanguage(tag.split("-")[0]), weight: Number(weight ?? 1) };
  });
  const wanted = ranges
    .filter((range) => range.language !== undefined && range.weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  return wanted[0]?.language ?? "ja";
}

/** The `Set-Cookie` value that keeps the person's choice of language for a year. */
export function languageCookie(language: Language): string {
  return `${cookieName}=${language}; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=31536000`;
}
