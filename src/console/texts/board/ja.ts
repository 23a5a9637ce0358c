import type { BoardTexts } from "./board-texts.ts";

const counted = (count: number): string => `${count.toLocaleString("ja")}件`;

/** Japanese. */
export const boardJa: BoardTexts = {
  heading: "更新状況",
  stuck: {
    heading: "止まっている更新",
    total: (count) => `止まっている更新: ${counted(count)}`,
    none: "止まっている更新はありません。",
    columns: {
      certificate: "証明書",
      why: "理由",
      stage: "段階",
      deadline: "使えなくなる日",
      lastPresented: "最後の利用",
      act: "操作",
    },
    reasons: {
      expired: { name: "期限切れ", explanation: "有効期限が切れ、代わりの証明書がありません。" },
      "ends-soon": { name: "期限間近", explanation: "お知らせの後も、更新が始まっていません。" },
      "not-renewable": { name: "更新の対象外", explanation: "この種別は更新できません。新しい証明書が必要です。" },
      unused: { name: "未使用", explanation: "新しい証明書が発行されましたが、使われていません。" },
    },
  },
  code: "再発行コード",
  acts: { renew: "証明書更新", "hand-out": "ファイルを渡す", issue: "新規発行", revoke: "古い方を失効" },
  actFor: (act, cn) => `${act}: ${cn}`,
  noDeadline: "なし",
  never: "記録なし",
  steps: "経過",
  by: ({ by, user }) => ({ holder: "本人", administrator: user, operator: "運用者", schedule: "自動" })[by],
  stages: {
    due: "更新の時期",
    issued: "発行",
    fetched: "ファイルの受け取り",
    "password-shown": "パスワードの表示",
    imported: "インポート",
    "first-used": "初回の利用",
    "predecessor-retired": "古い証明書の終了",
  },
  picture: {
    heading: "更新の進み具合",
    hint: "段階ごとの証明書の数です。選ぶと一覧が開きます。",
    none: "更新の時期の証明書も、更新された証明書もありません。",
    stage: "段階",
    count: "証明書の数",
    bar: (name, count) => `${name} ${counted(count)}`,
    asTable: "数字を表で見る",
  },
  timeline: {
    heading: "月ごとの有効期限",
    hint: "その月に有効期限を迎える証明書の数です。選ぶと一覧が開きます。",
    month: (date) => `${date.getFullYear()}年${date.getMonth() + 1}月`,
    later: "その後",
    column: "月",
    none: "有効な証明書はありません。",
  },
  unretired: {
    heading: "更新済みで、古い証明書が残っているもの",
    hint: "新しい証明書は使われています。古い方は、終了日までは引き続き使えます。",
    none: "残っている古い証明書はありません。",
    total: (count) => `残っている古い証明書: ${counted(count)}`,
    columns: {
      certificate: "新しい証明書",
      old: "古い証明書",
      used: "初回の利用",
      lastPresented: "古い方の最後の利用",
      retires: "古い方の終了日",
      act: "操作",
    },
    until: (day) => `${day} (テナントの規則)`,
    atExpiry: "(有効期限)",
  },
  pager: { stuck: "止まっている更新のページ", unretired: "残っている古い証明書のページ" },
};
