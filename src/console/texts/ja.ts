import { textsJa as sharedJa } from "../../ui/texts/ja.ts";
import { accountJa } from "./account-ja.ts";
import { certificateJa } from "./certificate-ja.ts";
import { errorJa } from "./error-ja.ts";
import { findingJa } from "./finding-ja.ts";
import { helpJa } from "./help-ja.ts";
import { loginJa } from "./login-ja.ts";
import { ownAccountJa } from "./own-account-ja.ts";
import type { Texts } from "./texts.ts";
import { tokenJa } from "./token-ja.ts";

const counted = (count: number): string => `${count.toLocaleString("ja")}件`;

/** Japanese, in the words of the documents. */
export const textsJa: Texts = {
  language: "ja",
  ...loginJa,
  ...ownAccountJa,
  ...certificateJa,
  ...accountJa,
  ...tokenJa,
  ...helpJa,
  ...findingJa,
  title: "システム管理サイト",
  otherLanguage: "English",
  tabs: {
    label: "メニュー",
    top: "TOP",
    tenant: "テナント情報",
    certificates: "証明書管理",
    accounts: "ユーザ管理",
    logins: "ログイン履歴",
    board: "更新状況",
    jobs: "処理状況",
    trail: "操作履歴",
  },
  roles: { administrator: "管理者", operator: "担当者", viewer: "閲覧者", "system-operator": "システム運用者" },
  loading: "読み込んでいます…",
  failed: "処理できませんでした",
  retry: "もう一度",
  reload: "読み込み直す",
  ok: "OK",
  cancel: "キャンセル",
  close: "閉じる",
  none: "なし",
  left: sharedJa.left,
  unknownPage: {
    heading: "ページが見つかりません",
    lead: "アドレスが正しくないか、途中で切れています。",
    back: "TOPに戻る",
  },
  readOnly: "閲覧だけできる権限です。操作が必要なときは、同じテナントの管理者に依頼してください。",
  errors: errorJa,
  pager: {
    label: "ページ",
    labelBelow: "ページ・一覧の下",
    first: "最初へ",
    previous: "前へ",
    next: "次へ",
    last: "最後へ",
    page: (page, pages) => `${pages}ページ中${page}ページ`,
  },
  top: {
    system: "システム通知",
    nothing: "対応が必要な証明書はありません。",
    notices: {
      expires: (count) => `有効期限の近い証明書が${counted(count)}あります。`,
      expired: (count) => `有効期限が切れ、代わりのない証明書が${counted(count)}あります。`,
      stuck: (count) => `更新で発行され、まだ使われていない証明書が${counted(count)}あります。`,
    },
    ownRenewal: "ご利用中の証明書の更新を開く",
    announcements: "管理者からのお知らせ",
    announcer: "サービスの運用者",
    noAnnouncements: "お知らせはありません。",
  },
  tenant: {
    name: "テナントID",
    product: "サービス",
    createdAt: "登録日",
    closedAt: "利用終了日",
    counts: "証明書の数",
  },
};
