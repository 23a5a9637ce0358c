/** What can be wrong with the options of a watch, by its stable code. */
export type WatchOptionErrorCode =
  /** There is no option of this name. */
  | "option-unknown"
  /** The option's value is of the wrong kind. */
  | "option-wrong"
  /** There is no such text, or it cannot be replaced. */
  | "text-unknown"
  /** The text is empty, is no text, or leaves out the value that belongs into it. */
  | "text-wrong";

/** An option that the page's developer has to mend; the message is a sentence that says how. */
export class WatchOptionError extends Error {
  override readonly name = "WatchOptionError";
  readonly code: WatchOptionErrorCode;
  /** Where it is: `texts.ja.check.heading`. */
  readonly option: string;

  constructor(code: WatchOptionErrorCode, option: string, sentence: string) {
    super(sentence);
    this.code = code;
    this.option = option;
  }
}
