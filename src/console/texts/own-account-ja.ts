import type { OwnAccountTexts } from "./own-account-texts.ts";

/** The texts of one's own account, in Japanese. */
export const ownAccountJa: OwnAccountTexts = {
  ownAccount: {
    heading: "自分のアカウント",
    identities: {
      heading: "組織のIDでのログイン",
      lead: "連携すると、パスワードの代わりに組織のIDでログインできます。証明書はこれまでどおり必要です。",
      none: "連携しているIDはありません。",
      link: (provider) => `${provider}と連携する`,
      unlink: "連携を解除",
      linked: (moment) => `連携 ${moment}`,
      lastUsed: (moment) => `最終使用 ${moment}`,
      neverUsed: "未使用",
      removed: (provider) => `${provider}との連携を解除しました。`,
      byPassword: "新しく連携するには、一度ログアウトし、パスワードでログインしてください。",
    },
    passkeys: {
      heading: "パスキー",
      lead: "確認コードの代わりに、この端末のPIN・指紋・顔、またはセキュリティキーで本人を確かめます。端末をなくしたときに備えて、2つ以上登録してください。",
      none: "パスキーはまだ登録されていません。",
      unsupported: "このブラウザではパスキーを登録できません。",
      add: "パスキーを追加",
      name: "名前",
      nameHint: "どの端末のものか、後で見分けられる名前を付けてください。例: 受付のパソコン",
      register: "登録する",
      remove: "削除",
      named: (action, name) => `${name}: ${action}`,
      added: (moment) => `登録 ${moment}`,
      lastUsed: (moment) => `最終使用 ${moment}`,
      neverUsed: "未使用",
      addedNow: (name) => `パスキー「${name}」を登録しました。`,
      removed: (name) => `パスキー「${name}」を削除しました。`,
      question: (name) => `パスキー「${name}」を削除します。よろしいですか？`,
      consequence: "このパスキーではログインできなくなり、ほかのブラウザでログイン中であればすぐに終了します。",
    },
  },
};
