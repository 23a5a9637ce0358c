import { textsJa as sharedJa } from "../../../ui/texts/ja.ts";
import type { Texts } from "./texts.ts";

/** The popup in Japanese. */
export const textsJa: Texts = {
  ...sharedJa,
  title: "クライアント証明書",
  looking: "証明書を確認しています…",
  notConfigured: "このサイトは設定されていません",
  notConfiguredHint: "WebORCAなど、証明書で接続するサイトのタブで開いてください。",
  ungranted: "次のサイトは、ブラウザの許可がまだありません",
  grant: "許可する",
  failed: "証明書を確認できませんでした",
  replacement: "新しい証明書",
  timeLeft: (time) => {
    if (time === undefined) return ["", "有効期限切れ", ""];
    if (time.unit === "day") return ["残り", String(time.count), "日"];
    return time.count === 0 ? ["残り", "1", "時間未満"] : ["残り", String(time.count), "時間"];
  },
  due: "証明書の更新が必要です。",
  refused: "この証明書は自動更新されません。",
  renewed: "この証明書は更新済みです。新しい証明書をお使いください。",
  later: (date) => `更新の必要はありません。${date}からお知らせします。`,
  pending: "更新が途中です。",
  reached: {
    issued: "新しい証明書は発行されましたが、まだダウンロードされていません。",
    fetched: "新しい証明書はダウンロードされましたが、パスワードがまだ確認されていません。",
    "password-shown": "新しい証明書のパスワードは確認済みです。インポートと接続の確認が残っています。",
    imported: "新しい証明書はインポート済みです。接続の確認が残っています。",
    "first-used": "新しい証明書は使われています。",
  },
  renew: "更新",
  carryOn: "更新を続ける",
  explain: "詳しく見る",
  retry: "もう一度",
  notOpened: "このタブに画面を表示できませんでした。ページを再読み込みしてから、もう一度お試しください。",
  known: "記録されている証明書",
  options: "設定",
  steps: {
    label: "更新の手順",
    done: "済",
    renew: "更新",
    download: "保存",
    password: "パスワード",
    import: "インポート",
    prove: "接続確認",
  },
  expired: "有効期限が切れたため、この証明書では接続できません。管理者に再発行のコードを依頼してください。",
  expiredFile: "有効期限が切れたため、この証明書では接続できません。管理者に新しい証明書を依頼してください。",
  fromFile: "ファイルから登録",
  notReported: "このサイトは証明書の状態を知らせません",
  notReportedHint: "登録したファイルの有効期限で、更新の時期をお知らせします。",
  expiredHeld: (fileName) => `有効期限が切れました。保存した ${fileName} をインポートすると、新しい証明書で接続できます。`,
  recover: "再発行の画面を開く",
  oldUntil: (date) => `更新前の証明書は${date}まで使えます。`,
  retired: "新しい証明書に切り替わりました。この証明書は削除できます。",
  snooze: "あとで知らせる",
  snoozeFor: { 1: "明日", 3: "3日後", 7: "1週間後" },
  snoozed: (moment) => `${moment}まで通知しません。`,
  wake: "取り消す",
};
