/** Hyphens, and what a Japanese input method gives for them: a long vowel mark, a minus sign or a line of a box. */
const hyphens = /[\p{Pd}\u2212\u30fc\u2500]/gu;

/** The characters of a typed recovery code that count: without spaces, hyphens, and differences of case and width. */
export function bareCode(typed: string): string {
  return typed.normalize("NFKC").replaceAll(/\s/g, "").replaceAll(hyphens, "").toLowerCase();
}

/** A typed name in ASCII, without spaces, as names in issued certificates are. */
export function bareName(typed: string): string {
  return typed.normalize("NFKC").replaceAll(/\s/g, "").replaceAll(hyphens, "-");
}
