import type { OwnSecurityTexts } from "./own-security-texts.ts";

/** Those texts, in Japanese. */
export const ownSecurityJa: OwnSecurityTexts = {
  app: {
    heading: "認証アプリ",
    lead: "ログインと本人確認に、認証アプリの6桁の確認コードを使います。機種を変えるときは、前の端末が手元にあるうちに、新しい端末の認証アプリを設定してください。",
    none: "認証アプリは設定されていません。パスキーをなくしたときのために、設定しておくことをおすすめします。",
    replace: "新しい端末に替える",
    setUp: "設定する",
    consequence: "設定し終わると、前の認証アプリとこれまでの回復コードは使えなくなり、ほかの端末のログインは終了します。",
    done: "認証アプリを設定しました。",
  },
  unlinking: {
    question: (provider) => `${provider}との連携を解除します。よろしいですか？`,
    consequence: (provider) =>
      `${provider}ではログインできなくなります。ほかの端末でログイン中であれば、すぐに終了します。証明書、パスワード、確認コードは変わりません。`,
    password:
      "これからはパスワードでログインします。覚えていない場合は、先にパスワードを確かめるか、別のIDと連携してください。パスワードも別のIDもないアカウントでは、解除できません。",
  },
  facts: {
    heading: "氏名とメールアドレス",
    personName: "氏名",
    mail: "メールアドレス（任意）",
    mailHint: "アカウントを初期化したとき、リンクを送る宛先です。変更には確認コードが必要です。",
    mailWrong: "メールアドレスを tanaka@example.jp のように入力してください。",
    save: "保存",
    saved: "保存しました。",
    changed: (by, at) =>
      `${by} が ${at} に先に変更しました。変更後の内容は下のとおりです。もう一度「保存」を押すと、入力した内容で上書きします。`,
    operators: "サービスの運用者",
  },
  sessions: {
    heading: "ログイン中の端末",
    lead: "心当たりのないものがあれば終了し、パスワードを変更してください。",
    endOthers: "ほかをすべて終了",
    endedOthers: "ほかのログインをすべて終了しました。",
  },
  password: {
    heading: "パスワードの変更",
    lead: "変更すると、ほかの端末のログインは終了します。確認コードが必要です。",
    present: "いまのパスワード",
    submit: "変更する",
    changed: "パスワードを変更しました。",
  },
  codes: {
    heading: "回復コード",
    left: (count) => `未使用の回復コードは${count}個です。認証アプリなどが使えなくなったときに、1回ずつ使えます。`,
    make: "作り直す",
    question: "回復コードを作り直します。よろしいですか？",
    consequence: "これまでの回復コードは使えなくなります。新しい回復コードは一度だけ表示します。",
  },
};
