import type { ReplacementStage } from "../../protocol/stage.ts";
import type { Language } from "../../ui/language.ts";
import type { SnoozeDays } from "../renewals/snooze.ts";
import type { renewalSteps } from "../renewals/standing.ts";

/** Every text of the popup, the same keys in each language; failures have the dialog's sentences. */
export interface Texts {
  readonly title: string;
  readonly looking: string;
  readonly notConfigured: string;
  readonly notConfiguredHint: string;
  readonly ungranted: string;
  readonly grant: string;
  readonly failed: string;
  readonly organisation: string;
  readonly validUntil: string;
  readonly serial: string;
  readonly replacement: string;
  readonly daysLeft: (days: number) => readonly [before: string, days: string, after: string];
  readonly due: string;
  readonly refused: string;
  readonly renewed: string;
  readonly later: (date: string) => string;
  readonly pending: string;
  readonly reached: Readonly<Record<ReplacementStage, string>>;
  readonly renew: string;
  readonly carryOn: string;
  readonly explain: string;
  readonly retry: string;
  readonly notOpened: string;
  readonly known: string;
  readonly options: string;
  readonly steps: Readonly<Record<(typeof renewalSteps)[number], string>> & { readonly label: string; readonly done: string };
  readonly left: (days: number) => string;
  readonly expired: string;
  readonly expiredFile: string;
  readonly fromFile: string;
  readonly untold: string;
  readonly untoldHint: string;
  readonly expiredHeld: (fileName: string) => string;
  readonly recover: string;
  readonly oldUntil: (date: string) => string;
  readonly retired: string;
  readonly snooze: string;
  readonly snoozeFor: Readonly<Record<SnoozeDays, string>>;
  readonly snoozed: (moment: string) => string;
  readonly wake: string;
}

const ja: Texts = {
  title: "クライアント証明書",
  looking: "証明書を確認しています…",
  notConfigured: "このサイトは設定されていません",
  notConfiguredHint: "WebORCAなど、証明書で接続するサイトのタブで開いてください。",
  ungranted: "次のサイトは、ブラウザの許可がまだありません",
  grant: "許可する",
  failed: "証明書を確認できませんでした",
  organisation: "テナント (O)",
  validUntil: "有効期限",
  serial: "シリアル番号",
  replacement: "新しい証明書",
  daysLeft: (days) => ["残り", String(days), "日"],
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
  left: (days) => (days < 0 ? "有効期限切れ" : days === 0 ? "残り1日未満" : `残り${days}日`),
  expired: "有効期限が切れたため、この証明書では接続できません。管理者に再発行のコードを依頼してください。",
  expiredFile: "有効期限が切れたため、この証明書では接続できません。管理者に新しい証明書を依頼してください。",
  fromFile: "ファイルから登録",
  untold: "このサイトは証明書の状態を知らせません",
  untoldHint: "登録したファイルの有効期限で、更新の時期をお知らせします。",
  expiredHeld: (fileName) => `有効期限が切れました。保存した ${fileName} をインポートすると、新しい証明書で接続できます。`,
  recover: "再発行の画面を開く",
  oldUntil: (date) => `更新前の証明書は${date}まで使えます。`,
  retired: "新しい証明書に切り替わりました。この証明書は削除できます。",
  snooze: "あとで知らせる",
  snoozeFor: { 1: "明日", 3: "3日後", 7: "1週間後" },
  snoozed: (moment) => `${moment}まで通知しません。`,
  wake: "取り消す",
};

const en: Texts = {
  title: "Client certificate",
  looking: "Looking at the certificate…",
  notConfigured: "This site is not configured",
  notConfiguredHint: "Open this on the tab of a site that you connect to with a certificate, such as WebORCA.",
  ungranted: "The browser has not been allowed to act on",
  grant: "Allow",
  failed: "The certificate could not be checked",
  organisation: "Tenant (O)",
  validUntil: "Valid until",
  serial: "Serial number",
  replacement: "New certificate",
  daysLeft: (days) => ["", String(days), days === 1 ? "day left" : "days left"],
  due: "This certificate needs to be renewed.",
  refused: "This certificate is not renewed automatically.",
  renewed: "This certificate has been renewed. Use the new one.",
  later: (date) => `There is nothing to do. You will be told from ${date}.`,
  pending: "The renewal is not finished.",
  reached: {
    issued: "A new certificate has been issued and not been downloaded.",
    fetched: "The new certificate has been downloaded; its password has not been shown.",
    "password-shown": "The new certificate's password has been shown. Importing it and checking the connection remain.",
    imported: "The new certificate has been imported. Checking the connection remains.",
    "first-used": "The new certificate is in use.",
  },
  renew: "Renew",
  carryOn: "Carry on",
  explain: "Show details",
  retry: "Try again",
  notOpened: "The dialog could not be shown in this tab. Reload the page and try again.",
  known: "Known certificates",
  options: "Settings",
  steps: {
    label: "Steps of the renewal",
    done: "done",
    renew: "Renew",
    download: "Save",
    password: "Password",
    import: "Import",
    prove: "Connect",
  },
  left: (days) => (days < 0 ? "expired" : days === 0 ? "less than a day left" : days === 1 ? "1 day left" : `${days} days left`),
  expired: "This certificate has expired and does not connect any more. Ask your administrator for a recovery code.",
  expiredFile: "This certificate has expired and does not connect any more. Ask your administrator for a new one.",
  fromFile: "from its file",
  untold: "This site does not tell the state of certificates",
  untoldHint: "You are told when to renew by the expiry of the file that you gave.",
  expiredHeld: (fileName) => `It has expired. Import ${fileName}, which you saved, to connect with the new certificate.`,
  recover: "Open the recovery page",
  oldUntil: (date) => `The old certificate works until ${date}.`,
  retired: "The new certificate has taken its place. This one can be removed.",
  snooze: "Remind me later",
  snoozeFor: { 1: "Tomorrow", 3: "In 3 days", 7: "In a week" },
  snoozed: (moment) => `No notification until ${moment}.`,
  wake: "Undo",
};

/** The popup's texts in a language. */
export function popupTexts(language: Language): Texts {
  return language === "ja" ? ja : en;
}
