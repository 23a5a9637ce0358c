/** Hyphens, and what a Japanese input method gives for them: a long vowel mark, a minus sign or a line of a box. */
const hyphens = /[\p{Pd}\u2212\u30fc\u2500]/gu;

/** The characters of a typed recovery code that count: without spaces, hyphens, and differences of case and width. */
export function bareCode(typed: string): string {
  return typed.normalize("NFKC").replaceAll(/\s/g, "").replaceAll(hyphens, "").toLowerCase();
}

/** A typed name without spaces around it; one that is ASCII but for its hyphens or its width is taken as ASCII. */
export function bareName(typed: string): string {
  const name = typed.trim();
  const narrow = name.normalize("NFKC").replaceAll(hyphens, "-");
  return /^[ -~]*$/.test(narrow) ? narrow : name;
}
