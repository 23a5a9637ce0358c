import type { Verdict } from "../press-guard.ts";

/** The messages about a press that did not count, with the same keys in each language. */
export type Texts = Readonly<Record<Exclude<Verdict, "counts">, string>>;
