import { stringify } from "csv-stringify/sync";

/** What begins a CSV file, so that spreadsheets read it as UTF-8. */
export const byteOrderMark = "\ufeff";

/** A line of a CSV file (RFC 4180), none of whose cells a spreadsheet takes for a formula, whatever people have written into it. */
export function csvLine(cells: readonly string[]): string {
  return stringify([cells], { quoted: true, quoted_empty: true, escape_formulas: true, record_delimiter: "\r\n" });
}
