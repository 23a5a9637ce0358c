import { stringify } from "csv-stringify/sync";
import type { ChosenColumn } from "../../../protocol/console/exports.ts";
import type { Kind } from "../../settings/kinds.ts";
import type { FoundCertificate } from "../../store/certificates/search-certificates.ts";
import { kindTexts } from "../administration/list-certificates.ts";
import { exportWords, type ExportLanguage } from "./words.ts";

/** How a table is written. */
export interface TableForm {
  readonly columns: readonly ChosenColumn[];
  readonly kinds: readonly Kind[];
  readonly language: ExportLanguage;
  /** Writes the moments: see `momentsIn`. */
  readonly moment: (milliseconds: number) => string;
}

/**
 * Certificates as CSV (RFC 4180), page by page: in UTF-8 with a byte order mark, without which Excel misreads Japanese, and with
 * an apostrophe before whatever a spreadsheet would calculate.
 */
export async function* tableOf(
  pages: AsyncIterable<readonly FoundCertificate[]>,
  { columns, kinds, language, moment }: TableForm,
): AsyncGenerator<string, void> {
  const words = exportWords[language];
  const cells: Readonly<Record<ChosenColumn, (found: FoundCertificate) => string>> = {
    state: ({ state }) => words.states[state],
    kind: ({ cn }) => kindTexts(kinds, cn)[language],
    "not-after": ({ notAfter }) => moment(notAfter),
    "requested-at": ({ issuedAt }) => moment(issuedAt),
    device: ({ device }) => device ?? "",
    remark: ({ remark }) => remark ?? "",
    serial: ({ serial }) => serial,
  };
  yield stringify([["CN", "O", ...columns.map((column) => words.columns[column])]], { bom: true, record_delimiter: "\r\n" });
  for await (const page of pages) {
    const rows = page.map((found) => [found.cn, found.tenant, ...columns.map((column) => cells[column](found))]);
    // By itself, it quotes a cell for the whole delimiter only: a line break alone would begin a row.
    yield stringify(rows, { escape_formulas: true, quoted_match: /[\r\n]/, record_delimiter: "\r\n" });
  }
}

/**
 * Writes moments as spreadsheets read them: `2027-09-08 14:59`.
 *
 * @returns undefined if there is no such time zone
 */
export function momentsIn(timeZone: string): ((milliseconds: number) => string) | undefined {
  try {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    const format = new Intl.DateTimeFormat("sv-SE", { ...parts, timeZone });
    return (milliseconds) => format.format(milliseconds);
  } catch {
    return undefined;
  }
}
