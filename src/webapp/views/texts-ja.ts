import { refusedJa } from "./refused-ja.ts";
import type { Texts } from "./texts.ts";

/** The web app in Japanese. */
export const textsJa: Texts = {
  app: "診療所 医事業務",
  demonstration: "デモ環境",
  otherLanguage: "English",
  login: {
    title: "ログイン",
    lead: "ユーザー名とパスワードを入力してください。",
    user: "ユーザー名",
    password: "パスワード",
    show: "表示",
    showPassword: "パスワードを表示",
    submit: "ログイン",
    error: "エラー",
    failures: {
      wrong: "ユーザー名またはパスワードが正しくありません。大文字と小文字、全角と半角を確かめて、もう一度入力してください。",
      unreadable: "入力内容を受け取れませんでした。ユーザー名とパスワードを、もう一度入力してください。",
      locked: "ログインの失敗が続いたため、受付を一時停止しています。1分ほど待ってから、もう一度お試しください。",
    },
    certificate: "接続中の証明書",
  },
  menu: {
    title: "マスターメニュー",
    user: "ユーザー",
    certificate: "証明書",
    logout: "ログアウト",
    absent: "デモ環境では、この画面は用意していません。",
    groups: [
      {
        title: "受付・登録",
        items: [
          { number: "11", name: "受付" },
          { number: "12", name: "登録" },
          { number: "13", name: "照会" },
          { number: "14", name: "予約" },
        ],
      },
      {
        title: "診療・会計",
        items: [
          { number: "21", name: "診療行為" },
          { number: "22", name: "病名" },
          { number: "23", name: "収納" },
          { number: "24", name: "会計照会" },
        ],
      },
      {
        title: "請求",
        items: [
          { number: "41", name: "データチェック" },
          { number: "42", name: "明細書" },
          { number: "43", name: "請求管理" },
          { number: "44", name: "総括表・公費請求書" },
        ],
      },
      {
        title: "統計・マスタ",
        items: [
          { number: "51", name: "日次統計" },
          { number: "52", name: "月次統計" },
          { number: "91", name: "マスタ登録" },
          { number: "92", name: "マスタ更新" },
        ],
      },
    ],
  },
  refused: refusedJa,
};
