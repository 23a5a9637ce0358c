import { textsJa as sharedJa } from "../../../ui/texts/ja.ts";
import type { Standing } from "../standing.ts";
import type { Texts } from "./texts.ts";

/** What the badge and the notifications say in Japanese. */
export const textsJa: Texts = {
  badge: (label, standing, left) => `Koshin: ${label} ${inWords(standing)}（${sharedJa.left(left)}）`,
  notification: (label, standing, left) => {
    const beginning = `${label}: ${sharedJa.left(left)}。`;
    switch (standing) {
      case "issued":
      case "fetched":
      case "password-shown":
      case "imported":
        return {
          title: "証明書の更新が途中です",
          message: `${beginning}${inWords(standing)}。ここを押すと、続きの画面を開きます。`,
        };
      case "refused":
        return {
          title: "証明書の有効期限が近づいています",
          message: `${beginning}この証明書は自動更新されません。管理者に新しい証明書を依頼してください。`,
        };
      case "valid":
      case "due":
      case "expired":
      case "proved":
      case "retired":
        return { title: "証明書の更新が必要です", message: `${beginning}ここを押すと、更新する画面を開きます。` };
    }
  },
};

function inWords(standing: Standing): string {
  switch (standing) {
    case "valid":
      return "更新の必要はありません";
    case "due":
      return "更新が必要です";
    case "refused":
      return "自動更新されません";
    case "issued":
      return "ダウンロードが残っています";
    case "fetched":
      return "パスワードの確認が残っています";
    case "password-shown":
      return "インポートと接続の確認が残っています";
    case "imported":
      return "接続の確認が残っています";
    case "expired":
      return "使えなくなりました";
    case "proved":
    case "retired":
      return "更新済みです";
  }
}
