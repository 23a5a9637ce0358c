import type { Language } from "../../ui/language.ts";

/** Every text of the options page, the same keys in each language; failures have the dialog's sentences. */
export interface Texts {
  readonly title: string;
  readonly sites: string;
  readonly origin: Readonly<Record<"managed" | "built-in" | "added", string>>;
  readonly menu: string;
  readonly notGranted: string;
  readonly grant: string;
  readonly test: string;
  readonly remove: string;
  readonly named: (action: string, hostname: string) => string;
  readonly add: string;
  readonly url: string;
  readonly menuPath: string;
  readonly addButton: string;
  readonly mayNotAdd: string;
  readonly list: string;
  readonly exportButton: string;
  readonly importLabel: string;
  readonly testing: string;
  readonly untold: string;
  readonly faults: string;
  readonly fault: (position: number, field: string | undefined, twice: boolean) => string;
  readonly works: (cn: string, serial: string, date: string) => string;
  readonly added: (hostname: string) => string;
  readonly removed: (hostname: string) => string;
  readonly malformed: string;
  readonly there: string;
  readonly refused: (hostname: string) => string;
  readonly imported: (count: number) => string;
  readonly importMalformed: string;
}

const ja: Texts = {
  title: "Koshinの設定",
  sites: "証明書を更新するサイト",
  origin: { managed: "管理者の設定", "built-in": "標準", added: "追加したサイト" },
  menu: "メニュー",
  notGranted: "ブラウザの許可がまだありません。",
  grant: "許可する",
  test: "接続を試す",
  remove: "削除",
  named: (action, hostname) => `${hostname} を${action}`,
  add: "サイトを追加",
  url: "サイトのURL（https://…）",
  menuPath: "マスターメニューのパス",
  addButton: "追加",
  mayNotAdd: "サイトの追加は管理者が制限しています。",
  list: "一覧の保存と読み込み",
  exportButton: "一覧を保存",
  importLabel: "一覧を読み込む",
  testing: "接続しています…",
  untold:
    "サイトは応答しましたが、証明書の状態を知らせません。下の「証明書ファイルの有効期限」で証明書ファイルを登録すると、有効期限でお知らせできます。",
  faults: "管理者の設定に誤りがあり、次の項目を使っていません。管理者にお知らせください。",
  fault: (position, field, twice) =>
    `sites の${position}番目: ${field === undefined ? "サイトの形をしていません" : twice ? `${field} が前の項目と同じです` : `${field} が正しくありません`}`,
  works: (cn, serial, date) => `接続できました。証明書 ${cn}（シリアル番号 ${serial}、有効期限 ${date}）`,
  added: (hostname) => `${hostname} を追加しました。`,
  removed: (hostname) => `${hostname} を削除しました。`,
  malformed: "URLは https:// から、パスは / から入力してください。",
  there: "このサイトはすでに一覧にあります。",
  refused: (hostname) => `ブラウザの許可がないため、${hostname} は使えません。もう一度押して、許可してください。`,
  imported: (count) => `${count}件のサイトを追加しました。「許可する」を押すと使えるようになります。`,
  importMalformed: "このファイルはサイトの一覧ではありません。今の一覧はそのままです。",
};

const en: Texts = {
  title: "Koshin settings",
  sites: "Sites whose certificates are renewed",
  origin: { managed: "Set by the administrator", "built-in": "Built in", added: "Added by you" },
  menu: "Menu",
  notGranted: "The browser has not been allowed yet.",
  grant: "Allow",
  test: "Test",
  remove: "Remove",
  named: (action, hostname) => `${action} ${hostname}`,
  add: "Add a site",
  url: "The site's URL (https://…)",
  menuPath: "Path of the master menu",
  addButton: "Add",
  mayNotAdd: "The administrator has restricted adding sites.",
  list: "Save and load the list",
  exportButton: "Save the list",
  importLabel: "Load a list",
  testing: "Connecting…",
  untold:
    'The site answers, and does not tell the state of certificates. Give your certificate\'s file under "Expiry of certificate files" below, and you are reminded by its expiry.',
  faults: "The administrator's settings have a mistake, and these entries are not used. Tell your administrator.",
  fault: (position, field, twice) =>
    `Entry ${position} of sites: ${field === undefined ? "it is no site" : twice ? `its ${field} is that of an earlier entry` : `its ${field} is wrong`}`,
  works: (cn, serial, date) => `It answers. Certificate ${cn} (serial number ${serial}, valid until ${date})`,
  added: (hostname) => `${hostname} was added.`,
  removed: (hostname) => `${hostname} was removed.`,
  malformed: "Begin the URL with https:// and the path with /.",
  there: "This site is in the list already.",
  refused: (hostname) => `Without the browser's permission ${hostname} cannot be served. Press again and allow it.`,
  imported: (count) => `${count} site${count === 1 ? " was" : "s were"} added. Press "Allow" at each to use it.`,
  importMalformed: "This file is not a list of sites. Your list is as it was.",
};

/** The options page's texts in a language. */
export function optionsTexts(language: Language): Texts {
  return language === "ja" ? ja : en;
}
