/** The dialog's texts that a page may replace, by section. */
export const replaceableTexts = {
  action: ["renew", "later", "close", "next", "back", "retry"],
  check: ["heading", "daysLeft", "lead", "what"],
  refusal: ["heading"],
  resume: ["heading", "begun", "carryOnLead", "lostLead", "carryOn", "again", "unusable"],
  elsewhere: ["heading", "lead", "here"],
  again: ["question", "lead", "agree", "decline"],
  working: ["heading", "lead"],
  save: ["heading", "here", "downloaded", "offered", "again", "notThere", "file", "backup"],
  password: [
    "heading",
    "lead",
    "reveal",
    "label",
    "copy",
    "copied",
    "copiedToStay",
    "copyRefused",
    "saveText",
    "saveRefused",
    "savedText",
    "keep",
  ],
  import: ["heading", "lead", "done"],
  proof: ["heading", "lead", "prove", "working"],
  done: ["heading", "lead", "keep"],
  leave: ["heading", "lead", "passwordLead", "stay", "leave"],
  errors: [
    "no-certificate",
    "unknown-issuer",
    "unknown-serial",
    "retired",
    "revoked",
    "expired",
    "tenant-closed",
    "type-not-renewable",
    "already-renewed",
    "too-many-requests",
    "unavailable",
    "unreachable",
    "internal",
    "download-failed",
  ],
} as const;

/**
 * Texts that replace the dialog's own, in one language. All are plain text: markup is shown literally. Texts that are
 * left out keep their defaults. A text with a value contains it in braces: `"残り{days}日"`.
 */
export type WatchTexts = {
  readonly [Section in keyof typeof replaceableTexts]?: Readonly<
    Partial<Record<(typeof replaceableTexts)[Section][number], string>>
  >;
} & {
  /** The dialog's title: 「証明書更新チェック」. */
  readonly title?: string;
};
