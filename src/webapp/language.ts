import { setCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import { languageDetector } from "hono/language";
import * as v from "valibot";
import { redirect } from "./answer.ts";
import type { Environment } from "./environment.ts";
import { ownCookie } from "./security-headers.ts";

const Supported = v.picklist(["ja", "en"]);

/**
 * Detects the language of a request: the person's own choice, else the first supported one of `Accept-Language` by
 * weight (RFC 9110, section 12.5.4), else Japanese.
 */
export const detectLanguage = languageDetector({
  order: ["cookie", "header"],
  lookupCookie: "__Host-language",
  supportedLanguages: [...Supported.options],
  fallbackLanguage: "ja",
  // Only an explicit choice is kept, not a detected language.
  caches: false,
});

/** Keeps the language that a person chooses by `?language=` for a year, and sends the browser back to the same page. */
export const chooseLanguage = createMiddleware<Environment>(async (c, next) => {
  const chosen = c.req.query("language");
  if (c.req.method !== "GET" || !v.is(Supported, chosen)) {
    await next();
    return;
  }
  setCookie(c, "language", chosen, { ...ownCookie, maxAge: 31_536_000 });
  return redirect(c, new URL(c.req.url).pathname);
});
