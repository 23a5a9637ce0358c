import type { ChosenColumn } from "../../../protocol/console/exports.ts";
import type { Kind } from "../../settings/kinds.ts";
import type { FoundCertificate } from "../../store/certificates/search-certificates.ts";
import { kindTexts } from "../administration/list-certificates.ts";
import { byteOrderMark, csvLines } from "../csv.ts";
import { exportWords, type ExportLanguage } from "./words.ts";

/** How a table is written. */
export interface TableForm {
  readonly columns: readonly ChosenColumn[];
  readonly kinds: readonly Kind[];
  readonly language: ExportLanguage;
  /** Writes the moments: see `momentsIn`. */
  readonly moment: (milliseconds: number) => string;
}

/** Certificates as a CSV file, page by page. */
export async function* tableOf(
  pages: AsyncIterable<readonly FoundCertificate[]>,
  { columns, kinds, language, moment }: TableForm,
): AsyncGenerator<string, void> {
  const words = exportWords[language];
  const cells: Readonly<Record<ChosenColumn, (found: FoundCertificate) => string>> = {
    state: ({ state }) => words.states[state],
    stage: ({ stage }) => (stage === null ? "" : words.stages[stage]),
    kind: ({ cn }) => kindTexts(kinds, cn)[language],
    "not-after": ({ notAfter }) => moment(notAfter),
    "requested-at": ({ issuedAt }) => moment(issuedAt),
    device: ({ device }) => device ?? "",
    remark: ({ remark }) => remark ?? "",
    serial: ({ serial }) => serial,
  };
  yield byteOrderMark + csvLines([["CN", "O", ...columns.map((column) => words.columns[column])]]);
  for await (const page of pages) {
    yield csvLines(page.map((found) => [found.cn, found.tenant, ...columns.map((column) => cells[column](found))]));
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
