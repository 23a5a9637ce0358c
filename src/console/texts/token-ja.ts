import type { TokenTexts } from "./token-texts.ts";

/** The texts of APIトークン, in Japanese. */
export const tokenJa: TokenTexts = {
  tokens: {
    heading: "APIトークン",
    lead: "プログラムから、このサイトと同じ操作を行うための鍵です。接続には、テナントの証明書も必要です。",
    make: "トークンを作成",
    columns: {
      name: "トークン",
      scopes: "できること",
      state: "状態",
      endsAt: "有効期限",
      lastUsedAt: "最終利用",
      actions: "操作",
    },
    states: { valid: "有効", expired: "期限切れ", revoked: "失効" },
    scopes: {
      read: "閲覧",
      act: "証明書の操作",
      policy: "テナントの設定",
      accounts: "ユーザ管理",
      secrets: "鍵とパスワード",
      audit: "操作履歴",
    },
    scopeHints: {
      read: "証明書、テナント、ユーザー、ログイン履歴を見る",
      act: "発行、更新、失効、備考の編集",
      policy: "更新や通知の決まりを変える",
      accounts: "ユーザーの停止と再開。招待と初期化には「鍵とパスワード」も必要です",
      secrets: "秘密鍵の入ったファイル、パスワード、招待のリンクを受け取る",
      audit: "操作履歴を見る、書き出す",
    },
    several: (scopes) => scopes.join("、"),
    never: "なし",
    empty: "トークンはまだありません。",
    madeBy: (account) => `作成: ${account}`,
    revoke: "失効",
    revokeQuestion: (name) => `「${name}」を失効します。よろしいですか？`,
    revokeConsequence: "このトークンを使うプログラムは、すぐに接続できなくなります。元に戻せません。",
    revoked: (name) => `「${name}」を失効しました。`,
    forAdministrators: "APIトークンを扱えるのは管理者だけです。",
  },
  makeToken: {
    name: "名前",
    nameHint: "どのプログラムのものか分かる名前。例: 夜間の一覧取得",
    nameWrong: "1文字以上、64文字までで入力してください。",
    scopes: "できること",
    scopesWrong: "1つ以上選んでください。",
    days: "有効期間",
    daysValues: (days) => `${days}日`,
    submit: "作成する",
    madeHeading: "トークンを控えてください",
    madeLead: (name, until) =>
      `「${name}」のトークンです。${until}まで使えます。この画面でしか表示しません。プログラムの設定など、安全な場所に保管してください。`,
  },
};
