import { certificateRefusalsEn } from "../../protocol/console/certificate-refusals-en.ts";
import { certificateRefusalsJa } from "../../protocol/console/certificate-refusals-ja.ts";
import type { JobRowState } from "../../protocol/console/jobs.ts";
import type { RefusalCode } from "../../protocol/console/problem.ts";
import { byteOrderMark, csvLines } from "../issuance/csv.ts";
import { refusalSentences } from "../issuance/refusal.ts";
import { tenantMoments } from "../issuance/tenant-moments.ts";
import { textStream } from "../issuance/text-stream.ts";
import type { JobRecord, Store } from "../store/database/schema.ts";
import { readJobRows, type DescribedRow } from "../store/jobs/job-rows.ts";

/** How many rows are read at once. */
const together = 500;

interface Words {
  readonly head: (zone: string) => readonly string[];
  readonly states: Readonly<Record<JobRowState, string>>;
  /** Of refusals that are about a certificate, for an administrator; the others have the sentences of the API. */
  readonly reasons: Readonly<Partial<Record<RefusalCode, string>>>;
}

const words: Readonly<Record<"ja" | "en", Words>> = {
  ja: {
    head: (zone) => [
      "行",
      "CN",
      "結果",
      "理由",
      "説明",
      "発行者",
      "シリアル番号",
      "新しい証明書の発行者",
      "新しい証明書のシリアル番号",
      "備考",
      "端末",
      `日時 (${zone})`,
    ],
    states: { pending: "待機中", done: "完了", refused: "失敗", skipped: "未処理" },
    reasons: certificateRefusalsJa,
  },
  en: {
    head: (zone) => [
      "row",
      "CN",
      "result",
      "reason",
      "explanation",
      "issuer",
      "serial number",
      "new issuer",
      "new serial number",
      "remark",
      "device",
      `time (${zone})`,
    ],
    states: { pending: "waiting", done: "done", refused: "failed", skipped: "left out" },
    reasons: certificateRefusalsEn,
  },
};

/** What came of each row of a job, as CSV that spreadsheets open, in the tenant's time zone; it is written as it is read. */
export function resultsFile(
  store: Store,
  job: Pick<JobRecord, "id" | "tenant">,
  language: "ja" | "en",
): ReadableStream<Uint8Array> {
  return textStream(piecesOf(store, job, language));
}

async function* piecesOf(
  store: Store,
  { id, tenant }: Pick<JobRecord, "id" | "tenant">,
  language: "ja" | "en",
): AsyncGenerator<string, void> {
  const { head, ...say } = words[language];
  const { zone, write } = await tenantMoments(store, tenant);
  yield byteOrderMark + csvLines([head(zone)]);
  for (let after = 0; ;) {
    const rows = await readJobRows(store, id, { after, limit: together });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield csvLines(rows.map((row) => cellsOf(row, say, write)));
    after = last.number;
  }
}

function cellsOf(row: DescribedRow, { states, reasons }: Omit<Words, "head">, moment: (at: number) => string): string[] {
  const { number, cn, state, code, issuer, serial, issuedIssuer, issuedSerial, remark, device, finishedAt } = row;
  return [
    ...[String(number), cn ?? "", states[state], code ?? "", code === null ? "" : (reasons[code] ?? refusalSentences[code])],
    ...[issuer ?? "", serial ?? "", issuedIssuer ?? "", issuedSerial ?? "", remark ?? "", device ?? ""],
    finishedAt === null ? "" : moment(finishedAt),
  ];
}
