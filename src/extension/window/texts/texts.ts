/** The texts of the extension's own window, with the same keys in each language. */
export interface Texts {
  /** Above the dialog. */
  readonly continued: string;
  readonly tooSoon: string;
}
