import type { LoginTexts } from "./login-texts.ts";

const notCopied = "コピーできませんでした。選択してコピーしてください。";

/** The texts of the way in, in Japanese. */
export const loginJa: LoginTexts = {
  login: {
    heading: "ログイン",
    lead: "テナント管理者アカウントでログインしてください。",
    user: "ユーザー名",
    password: "パスワード",
    submit: "ログイン",
    forgotten: "パスワードを忘れたときは、同じテナントの管理者に「初期化」を依頼してください。",
    failed: "ログインできませんでした",
    again: "もう一度ログインしてください",
    againLead: "ログインの有効時間が終わりました。入力中の内容はそのまま残っています。",
    other: "別のユーザーでログインする",
  },
  secondFactor: {
    heading: "確認コードの入力",
    lead: "認証アプリに表示されている6桁のコードを入力してください。",
    code: "確認コード",
    hint: "認証アプリが使えないときは、控えておいた回復コードを入力してください。",
    submit: "確認する",
    confirm: "確認コードをもう一度入力してください",
    confirmLead:
      "パスワード、鍵の入ったファイル、招待のリンクを渡す前に、ご本人であることを確かめます。確認は5分間有効で、操作は記録されます。",
    lost: "認証アプリも回復コードも使えないときは、同じテナントの管理者に「初期化」を依頼してください。",
  },
  enrolment: {
    heading: "認証アプリの設定",
    lead: "スマートフォンなどの認証アプリ（Google Authenticator、Microsoft Authenticator など）で、次のQRコードを読み取ってください。",
    qr: "認証アプリで読み取るQRコード",
    secret: "読み取れないときは、このキーを認証アプリに入力してください",
    code: "認証アプリに表示された6桁のコード",
    submit: "設定する",
  },
  recoveryCodes: {
    heading: "回復コードを控えてください",
    lead: "認証アプリが使えなくなったときに、確認コードの代わりに1回ずつ使えます。この画面でしか表示しません。",
    copy: "コピー",
    copied: "コピーしました。安全な場所に保存してください。",
    notCopied,
    kept: "回復コードを控えました",
    submit: "TOPへ進む",
  },
  invitation: {
    heading: "パスワードの設定",
    lead: "システム管理サイトへ招待されています。ご自分のパスワードを決めてください。",
    password: "新しいパスワード",
    hint: "8文字以上。長い文の方が安全で、空白も使えます。ほかで使っているパスワードは避けてください。",
    repeat: "新しいパスワード（確認）",
    different: "2つのパスワードが異なります。もう一度入力してください。",
    tooShort: "8文字以上で入力してください。",
    submit: "パスワードを設定する",
    done: "パスワードを設定しました。続けて、認証アプリを設定してください。",
    incomplete: "招待のリンクが途中で切れています。招待した管理者から、リンク全体を受け取ってください。",
  },
  account: {
    menu: "アカウント",
    role: "権限",
    certificate: "接続中の証明書",
    logout: "ログアウト",
    loggedOut: "ログアウトしました。",
  },
};
