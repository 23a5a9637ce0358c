import type { WatchEvent, WatchOutcome } from "./watch-event.ts";
import type { WatchTexts } from "./watch-texts.ts";

/** How the page wants the watch. */
export interface WatchOptions {
  /** The dialog's language; otherwise the page's own (`<html lang>`), else the browser's: Japanese or English. */
  readonly language?: "ja" | "en" | undefined;
  /** Texts in place of the dialog's own. */
  readonly texts?: { readonly ja?: WatchTexts; readonly en?: WatchTexts } | undefined;
  /** Is called for each step of the way. What it throws is reported as the page's own error, and disturbs nothing. */
  readonly onEvent?: ((event: WatchEvent) => void) | undefined;
  /** Stops the watch, as `stop()` does. */
  readonly signal?: AbortSignal | undefined;
}

/** A watch over the page's certificate. */
export interface RenewalWatch {
  /** Resolves when the watch has ended. Never rejects: a page works without renewal, too. */
  readonly finished: Promise<WatchOutcome>;
  /**
   * Ends the watch: no event comes any more, and nothing appears. An open dialog closes, unless another watch wants it;
   * where a certificate would be lost with it, the dialog asks the person first.
   */
  readonly stop: () => void;
}
