/** Text as it is searched: without regard to case, and to the width of Latin letters, digits and katakana (NFKC). */
export function searchForm(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** A pattern for `like … escape '\'` that finds a text anywhere. */
export function anywhere(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
