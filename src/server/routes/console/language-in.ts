import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { Environment } from "../http/environment.ts";

/** `Accept-Language` as an operation describes it. */
export const languageHeader = { "Accept-Language": "The language of the file: ja or en." };

/** The language that a caller prefers for a file. */
export function languageIn(c: Context<Environment>): "ja" | "en" {
  const language = accepts(c, {
    header: "Accept-Language",
    supports: ["ja", "en"],
    default: "ja",
    // The usual match would not find en for en-US.
    match: (ranges) =>
      ranges
        .toSorted((one, another) => another.q - one.q)
        .map(({ type }) => type.slice(0, 2).toLowerCase())
        .find((each) => each === "ja" || each === "en") ?? "ja",
  });
  return language === "en" ? "en" : "ja";
}
