/**
 * Hyphens, and what a Japanese input method produces for them: a long vowel mark, a minus sign or a box-drawing line.
 */
const hyphens = /[\p{Pd}\u2212\u30fc\u2500]/gu;

/** The significant characters of a typed recovery code: without spaces, hyphens, and differences of case and width. */
export function bareCode(typed: string): string {
  return typed.normalize("NFKC").replaceAll(/\s/g, "").replaceAll(hyphens, "").toLowerCase();
}

/**
 * A typed name without surrounding spaces; one that is ASCII except for its hyphens or its width is converted to ASCII.
 */
export function bareName(typed: string): string {
  const name = typed.trim();
  const narrow = name.normalize("NFKC").replaceAll(hyphens, "-");
  return /^[ -~]*$/.test(narrow) ? narrow : name;
}
