import { stringify } from "csv-stringify/sync";

/** What begins a CSV file, so that spreadsheets read it as UTF-8; without it, Excel misreads Japanese. */
export const byteOrderMark = "\ufeff";

/** Some spreadsheets leave out what is invisible before a formula, and some begin a row with a line break in quotes. */
const hiddenFormula = /^[\s\p{Cf}]+[=+@＝＋＠－-]/u;
/** Where lists are separated by semicolons, or a person pastes into cells, a cell can begin within a text, even a quoted one. */
const formulaWithin = /([;\t\r\n][\s\p{Cf}]*)(?=[=+@＝＋＠－-])/gu;

/** Lines of a CSV file (RFC 4180), no cell of which a spreadsheet takes for a formula, whatever people have written into it. */
export function csvLines(rows: readonly (readonly (string | number)[])[]): string {
  // By itself, the library quotes a cell for the whole delimiter only: a line break alone would begin a row.
  const form = { quoted_match: /[\r\n]/, record_delimiter: "\r\n" };
  const shown = rows.map((row) => row.map((cell) => (typeof cell === "string" ? asText(cell) : cell)));
  return stringify(shown, { ...form, escape_formulas: true });
}

function asText(cell: string): string {
  const text = cell.replace(formulaWithin, "$1'");
  return hiddenFormula.test(cell) ? `'${text}` : text;
}
