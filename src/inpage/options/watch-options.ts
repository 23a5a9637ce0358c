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
