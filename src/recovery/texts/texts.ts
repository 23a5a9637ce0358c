import type { Texts as SharedTexts } from "../../ui/texts/texts.ts";

/** The texts of the recovery page, with the same keys in each language; the dialog has its own. */
export interface Texts extends SharedTexts {
  readonly title: string;
  readonly lead: string;
  /** The other language, in that language. */
  readonly otherLanguage: string;
  readonly code: { readonly label: string; readonly hint: string };
  readonly tenant: { readonly label: string; readonly hint: string };
  readonly cn: { readonly label: string; readonly hint: string };
  readonly submit: string;
  readonly working: string;
  readonly failed: string;
  /** The message for a missing or invalid value, by field. */
  readonly invalid: Readonly<Record<"tenant" | "cn" | "code", string>>;
  readonly noCode: string;
  readonly after: { readonly heading: string; readonly lead: string; readonly open: string };
}
