import type { ChosenColumn } from "../../../protocol/console/exports.ts";
import { kindName } from "../../../protocol/console/kind-name.ts";
import { kindOf, otherKind, type Kind } from "../../settings/kinds.ts";
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
    kind: ({ cn }) => kindName(language, kindOf(kinds, cn)?.name ?? otherKind, kindTexts(kinds, cn)[language]),
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
