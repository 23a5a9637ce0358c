import type { FindingTexts } from "./finding-texts.ts";

const counted = (count: number): string => `${count.toLocaleString("ja")}件`;

/** The texts of finding certificates, in Japanese. */
export const findingJa: FindingTexts = {
  renewalStages: {
    due: "更新の時期",
    issued: "発行済",
    fetched: "受け取り済",
    "password-shown": "パスワード表示済",
    imported: "インポート済",
    "first-used": "利用開始・前の証明書が残る",
    "predecessor-retired": "更新完了",
  },
  finding: {
    stage: "更新の段階",
    stageHelp:
      "証明書の更新がどこまで進んだかです。「更新の時期」は入れ替える前の証明書、ほかは新しい証明書で、最後に終えた段階を示します。",
    remark: "備考",
    withRemark: "あり",
    withoutRemark: "なし",
    exactly: (remark) => `「${remark}」`,
    between: (from, until) => `${from} 〜 ${until}`,
    sameRemark: "同じ備考の証明書をすべて表示",
    ofJob: "一括処理で発行したものだけ",
    allSelected: (count) => `条件に合う${counted(count)}すべてを選択中`,
    selectAll: (count) => `条件に合う${counted(count)}すべてを選択`,
    columns: {
      menu: "列",
      lead: "表示する列",
      names: {
        state: "状態",
        stage: "更新の段階",
        kind: "種別",
        "not-after": "有効期限",
        "requested-at": "申請日",
        device: "端末",
        remark: "備考",
        serial: "シリアル番号",
      },
      usual: "最初の列に戻す",
    },
    export: {
      menu: "書き出し",
      all: (count) => `条件に合う${counted(count)}すべてを、この並び順と列で書き出します。`,
      selected: (count) => `選択中の${counted(count)}を、この並び順と列で書き出します。`,
      csv: "表 (CSV)",
      ics: "有効期限のカレンダー (ICS)",
      hint: "書き出したことは記録されます。",
    },
    views: {
      menu: "保存した表示",
      none: "保存した表示はまだありません。",
      name: "今の表示の名前",
      nameHint: "検索の条件、並び順、列を保存します。",
      save: "保存",
      saved: (name) => `表示「${name}」を保存しました。`,
      overwrite: "上書き",
      overwriteIt: (name) => `表示「${name}」を今の表示で上書き`,
      rename: "名前の変更",
      renameIt: (name) => `表示「${name}」の名前の変更`,
      remove: "削除",
      removeIt: (name) => `表示「${name}」を削除`,
      removed: (name) => `表示「${name}」を削除しました。`,
    },
  },
};
