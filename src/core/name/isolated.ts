/** Letters that are written from right to left, by the blocks that Unicode reserves for them (UAX #9, table 4). */
const rightToLeft = String.raw`[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]`;
const anyRightToLeft = new RegExp(rightToLeft, "u");
/** Such words, with what joins words and numbers to one name; two spaces separate columns. */
const runs = new RegExp(String.raw`${rightToLeft}+(?:(?:[\d\p{M}._'’-]| (?! ))+${rightToLeft}+)*`, "gu");
/** Characters that begin or end a direction, which a name may not have. */
const directing = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A name for a sentence, a line or a table without markup: if it has letters that are written from right to left, the order
 * of what is around it does not depend on them (UAX #9: FSI and PDI). Other names are unchanged. Pages use `<bdi>` instead.
 */
export function isolated(name: string): string {
  return anyRightToLeft.test(name) ? `\u2068${name.replaceAll(directing, "")}\u2069` : name;
}

/** A line, with each run of such words isolated, where its names are not known. */
export function isolatedRuns(line: string): string {
  return line.replaceAll(runs, (run) => `\u2068${run}\u2069`);
}
