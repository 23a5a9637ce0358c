import type { Language } from "../../ui/language.ts";
import type { CertificateFileCode } from "../certificate-file/certificate-file-error.ts";

/** What the options page says of certificates' files, the same keys in each language. */
export interface Texts {
  readonly heading: string;
  readonly lead: string;
  readonly kept: string;
  readonly site: string;
  readonly drop: string;
  readonly choose: string;
  readonly password: (fileName: string) => string;
  readonly passwordKept: string;
  readonly read: string;
  readonly cancel: string;
  readonly tracked: (cn: string, date: string) => string;
  readonly expired: (cn: string, date: string) => string;
  readonly over: (cn: string, date: string) => string;
  readonly told: (cn: string) => string;
  readonly notKept: string;
  readonly issuer: string;
  readonly validUntil: string;
  readonly renew: string;
  readonly carryOn: string;
  readonly replace: string;
  readonly forget: string;
  readonly forgotten: (cn: string) => string;
  readonly named: (action: string, cn: string, hostname: string) => string;
  readonly errors: Readonly<Record<CertificateFileCode, string>>;
}

const ja: Texts = {
  heading: "証明書ファイルの有効期限",
  lead: "証明書の状態を知らせないサイトでは、証明書ファイルを登録すると、有効期限の90日前からお知らせします。",
  kept: "保存するのは、名前、テナント、シリアル番号、発行者、有効期限、サイトだけです。ファイル、鍵、パスワードは保存も送信もしません。",
  site: "証明書で接続するサイト",
  drop: "ここに .p12 .pfx .pem .cer .crt ファイルをドロップするか、選択してください",
  choose: "証明書ファイル",
  password: (fileName) => `${fileName} のパスワード`,
  passwordKept: "パスワードは、この画面でファイルを開くために一度だけ使います。",
  read: "ファイルを開く",
  cancel: "やめる",
  tracked: (cn, date) => `${cn} を登録しました。有効期限は${date}です。`,
  expired: (cn, date) => `${cn} を登録しましたが、${date}に有効期限が切れています。新しい証明書のファイルを登録してください。`,
  over: (cn, date) =>
    `${cn} は${date}に有効期限が切れてから90日を過ぎているため、登録していません。新しい証明書のファイルを登録してください。`,
  told: (cn) => `${cn} の状態はサイトが知らせているため、ファイルの登録は不要です。`,
  notKept: "この証明書は、名前またはシリアル番号が長すぎるため登録できません。",
  issuer: "発行者",
  validUntil: "有効期限",
  renew: "更新",
  carryOn: "更新を続ける",
  replace: "別のファイルに替える",
  forget: "登録を解除",
  forgotten: (cn) => `${cn} の登録を解除しました。`,
  named: (action, cn, hostname) => `${cn}（${hostname}）: ${action}`,
  errors: {
    "no-certificate-in-file": "このファイルに証明書はありません。.p12、.pfx、.pem、.cer、.crt のいずれかを選択してください。",
    "authorities-only": "このファイルには認証局の証明書しかありません。ご自分の証明書のファイルを選択してください。",
    nameless: "この証明書には名前 (CN) がありません。ご自分の証明書のファイルを選択してください。",
    "password-wrong": "パスワードが違います。前後に空白を付けずに、もう一度入力してください。",
    "encryption-unsupported": "このファイルの暗号方式は読み取れません。証明書だけを .cer ファイルに書き出して選択してください。",
    "p12-malformed": "このファイルは壊れているか、鍵が入っていません。別の控えを選択してください。",
    "too-large": "このファイルは証明書としては大きすぎます。別のファイルを選択してください。",
  },
};

const en: Texts = {
  heading: "Expiry of certificate files",
  lead: "For a site that does not tell the state of its certificates, give the certificate's file: you are reminded from 90 days before its expiry.",
  kept: "Only name, tenant, serial number, issuer, expiry and site are kept. The file, its key and its password are neither kept nor sent.",
  site: "The site that it connects to",
  drop: "Drop a .p12, .pfx, .pem, .cer or .crt file here, or choose one",
  choose: "Certificate file",
  password: (fileName) => `Password of ${fileName}`,
  passwordKept: "The password is used once, on this page, to open the file.",
  read: "Open the file",
  cancel: "Cancel",
  tracked: (cn, date) => `${cn} is watched. It is valid until ${date}.`,
  expired: (cn, date) => `${cn} is watched, but it expired on ${date}. Give the new certificate's file.`,
  over: (cn, date) => `${cn} expired on ${date}, more than 90 days ago, and is not watched. Give the new certificate's file.`,
  told: (cn) => `The site tells the state of ${cn} by itself: its file is not needed.`,
  notKept: "This certificate's name or serial number is too long to be watched.",
  issuer: "Issuer",
  validUntil: "Valid until",
  renew: "Renew",
  carryOn: "Carry on",
  replace: "Replace the file",
  forget: "Forget",
  forgotten: (cn) => `${cn} is not watched any more.`,
  named: (action, cn, hostname) => `${action}: ${cn} (${hostname})`,
  errors: {
    "no-certificate-in-file": "There is no certificate in this file. Choose a .p12, .pfx, .pem, .cer or .crt file.",
    "authorities-only": "There are only authorities' certificates in this file. Choose the file with your own certificate.",
    nameless: "This certificate has no name (CN). Choose the file with your own certificate.",
    "password-wrong": "The password is wrong. Enter it again, without a space around it.",
    "encryption-unsupported": "This file's encryption cannot be read. Export the certificate alone as a .cer file and choose that.",
    "p12-malformed": "This file is damaged or has no key in it. Choose another copy of it.",
    "too-large": "This file is too large for a certificate. Choose another one.",
  },
};

/** The texts in a language. */
export function trackedTexts(language: Language): Texts {
  return language === "ja" ? ja : en;
}
