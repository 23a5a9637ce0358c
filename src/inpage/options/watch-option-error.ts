/** Errors in the options of a watch, by their stable codes. */
export type WatchOptionErrorCode =
  /** There is no option of this name. Leave it out, or correct its name. */
  | "option-unknown"
  /** The option's value has the wrong type. */
  | "option-wrong"
  /** There is no text of this name, or it cannot be replaced. */
  | "text-unknown"
  /** The text is empty, is not a string, or does not contain its value. */
  | "text-wrong";

/** An invalid option, to be corrected by the page's developer; the message says how. */
export class WatchOptionError extends Error {
  override readonly name = "WatchOptionError";
  readonly code: WatchOptionErrorCode;
  /** The path of the option: `texts.ja.check.heading`. */
  readonly option: string;

  constructor(code: WatchOptionErrorCode, option: string, sentence: string) {
    super(sentence);
    this.code = code;
    this.option = option;
  }
}
