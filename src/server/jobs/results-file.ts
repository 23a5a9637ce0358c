import { byteOrderMark, csvLines } from "../issuance/csv.ts";
import { refusalSentences } from "../issuance/refusal.ts";
import { textStream } from "../issuance/text-stream.ts";
import type { JobRecord, Store } from "../store/database/schema.ts";
import { readJobRows, type DescribedRow } from "../store/jobs/job-rows.ts";

/** How many rows are read at once. */
const together = 500;

const words = {
  ja: {
    head: [
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
      "日時",
    ],
    states: { pending: "待機中", done: "完了", refused: "失敗", skipped: "中止" },
  },
  en: {
    head: [
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
      "time",
    ],
    states: { pending: "waiting", done: "done", refused: "failed", skipped: "skipped" },
  },
};

/** What came of each row of a job, as CSV that spreadsheets open; it is written as it is read. */
export function resultsFile(store: Store, job: Pick<JobRecord, "id">, language: "ja" | "en"): ReadableStream<Uint8Array> {
  return textStream(piecesOf(store, job, language));
}

async function* piecesOf(store: Store, { id }: Pick<JobRecord, "id">, language: "ja" | "en"): AsyncGenerator<string, void> {
  const { head, states } = words[language];
  yield byteOrderMark + csvLines([head]);
  for (let after = 0; ;) {
    const rows = await readJobRows(store, id, { after, limit: together });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield csvLines(rows.map((row) => cellsOf(row, states)));
    after = last.number;
  }
}

function cellsOf(row: DescribedRow, states: (typeof words)["en"]["states"]): string[] {
  const { number, cn, state, code, issuer, serial, issuedIssuer, issuedSerial, remark, device, finishedAt } = row;
  return [
    ...[String(number), cn ?? "", states[state], code ?? "", code === null ? "" : refusalSentences[code]],
    ...[issuer ?? "", serial ?? "", issuedIssuer ?? "", issuedSerial ?? "", remark ?? "", device ?? ""],
    finishedAt === null ? "" : new Date(finishedAt).toISOString(),
  ];
}
