import type { WatchEvent, WatchOutcome } from "./watch-event.ts";
import type { WatchTexts } from "./watch-texts.ts";

/** The options of a watch. */
export interface WatchOptions {
  /** The dialog's language; by default the page's own (`<html lang>`), else the browser's: Japanese or English. */
  readonly language?: "ja" | "en" | undefined;
  /** Texts that replace the dialog's own. */
  readonly texts?: { readonly ja?: WatchTexts; readonly en?: WatchTexts } | undefined;
  /** Called for each event. Exceptions are reported as the page's own errors, and do not affect the watch. */
  readonly onEvent?: ((event: WatchEvent) => void) | undefined;
  /** Stops the watch, as `stop()` does. */
  readonly signal?: AbortSignal | undefined;
}

/** A watch of the page's certificate. */
export interface RenewalWatch {
  /** Resolves when the watch has ended. Never rejects, because a page also works without renewal. */
  readonly finished: Promise<WatchOutcome>;
  /**
   * Ends the watch: no more events, and nothing appears. An open dialog closes, unless another watch uses it; if a
   * certificate would be lost with it, the dialog asks the person first.
   */
  readonly stop: () => void;
}

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
