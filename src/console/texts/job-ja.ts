import type { JobTexts } from "./job-texts.ts";

const counted = (count: number): string => `${count.toLocaleString("ja")}件`;

/** In Japanese. */
export const jobJa: JobTexts = {
  heading: "処理状況",
  lead: "複数の証明書への処理の進み具合です。画面を閉じても処理は続きます。",
  empty: "処理はありません。複数の証明書を処理するには、証明書一覧で選択してください。",
  total: (count) => counted(count),
  columns: { act: "処理", state: "状態", progress: "進み具合", by: "開始した人", startedAt: "開始日時" },
  acts: { renew: "証明書更新", revoke: "失効", annotate: "備考・端末の変更", issue: "新規発行" },
  states: { waiting: "待機中", running: "処理中", paused: "一時停止", finished: "終了", stopped: "中止" },
  progress: (finished, total) => `${counted(total)}中${counted(finished)}`,
  counts: ({ done, refused, skipped }) =>
    `完了${counted(done)}、失敗${counted(refused)}${skipped === 0 ? "" : `、未処理${counted(skipped)}`}`,
  paused: (why, until) => `${why}${until}に自動で再開します。`,
  stoppedBy: (account) => `${account}が中止しました。完了した処理は元に戻りません。`,
  stoppedByService: "開始したユーザが無効になったか、権限がなくなったため、中止されました。完了した処理は元に戻りません。",
  back: "処理状況に戻る",
  results: "結果（CSV）",
  files: "新しい証明書をダウンロード",
  stop: {
    button: "中止",
    question: "処理を中止します。よろしいですか？",
    lead: (left) => `完了した処理は元に戻りません。残りの${counted(left)}は処理されません。`,
    confirm: "中止する",
    done: "処理を中止しました。",
  },
  rows: {
    label: "結果",
    filter: "表示",
    any: "すべて",
    none: "ありません。",
    columns: { number: "番号", cn: "CN", state: "結果", result: "説明" },
    states: { pending: "待機中", done: "完了", refused: "失敗", skipped: "未処理" },
    issued: "新しい証明書",
  },
  several: {
    label: "選択した証明書の処理",
    headings: {
      renew: (count) => `証明書${counted(count)}の更新`,
      revoke: (count) => `証明書${counted(count)}の失効`,
      annotate: (count) => `証明書${counted(count)}の備考・端末`,
    },
    buttons: { renew: "証明書更新", revoke: "失効", annotate: "備考・端末" },
    along: "更新の前後の証明書も失効する",
    annotate: {
      lead: "変更するものを選んでください。選ばなかったものはそのままです。",
      remark: "備考を変更する",
      device: "端末を変更する",
      nothing: "備考か端末の、少なくとも一方を選んでください。",
    },
    next: "次へ",
    change: "戻る",
    judging: "処理の内容を確認しています…",
    will: {
      renew: (count) => `${counted(count)}を更新します。鍵はサービスで作成し、ファイルは管理者が渡します。`,
      revoke: (count) => `${counted(count)}を失効します。`,
      annotate: (count) => `${counted(count)}を変更します。`,
    },
    unchanged: {
      renew: (count) => `${counted(count)}は更新済みで、まだ使われていません。同じファイルを渡せます。`,
      revoke: (count) => `${counted(count)}はすでに失効しています。`,
      annotate: (count) => `${counted(count)}はすでに同じ内容です。`,
    },
    refused: (count, why) => `${counted(count)}は処理できません: ${why}`,
    alongToo: (count) => `更新の前後の証明書${counted(count)}も失効します。`,
    overwritten: (count) => `${counted(count)}には別の内容が入力されており、上書きします。`,
    irrevocable: "これらの証明書ではすぐに接続できなくなります。取り消しはできません。",
    nothing: "処理するものがありません。",
    confirm: {
      renew: (count) => `${counted(count)}を更新する`,
      revoke: (count) => `${counted(count)}を失効する`,
      annotate: (count) => `${counted(count)}を変更する`,
    },
    started: "処理を開始しました。この画面を閉じても続きます。",
  },
};
