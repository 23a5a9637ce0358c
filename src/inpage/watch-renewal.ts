import { checkOptions } from "./check-options.ts";
import { join, leave, type Watcher } from "./underway.ts";
import type { WatchOutcome } from "./watch-event.ts";
import type { RenewalWatch, WatchOptions } from "./watch-options.ts";

export type { WatchEvent, WatchOutcome } from "./watch-event.ts";
export { WatchOptionError, type WatchOptionErrorCode } from "./watch-options.ts";
export type { RenewalWatch, WatchOptions } from "./watch-options.ts";
export { replaceableTexts, type WatchTexts } from "./watch-texts.ts";

/**
 * Checks whether the certificate of this page is due for renewal, and if so, shows the dialog. Call it on the page where
 * people arrive after login. Several watches share one dialog, with the language and the texts of the first. Where there
 * is no document, as where a page is rendered on a server, there is nothing to show.
 *
 * @throws WatchOptionError if an option is invalid; it throws nothing else
 */
export function watchRenewal(options: WatchOptions = {}): RenewalWatch {
  checkOptions(options);
  // Servers may run a Node.js that lacks what every supported browser has.
  if (typeof document === "undefined") return { finished: Promise.resolve("nothing"), stop: () => undefined };
  const { onEvent, signal } = options;
  const stopped = Promise.withResolvers<WatchOutcome>();
  const watcher: Watcher = {
    options,
    emit(event) {
      try {
        onEvent?.(event);
      } catch (error) {
        reportError(error);
      }
    },
  };
  const stop = (): void => {
    signal?.removeEventListener("abort", stop);
    leave(watcher);
    stopped.resolve("stopped");
  };
  if (signal?.aborted === true) {
    stop();
    return { finished: stopped.promise, stop };
  }
  signal?.addEventListener("abort", stop);
  void join(watcher).then((outcome) => {
    signal?.removeEventListener("abort", stop);
    stopped.resolve(outcome);
  });
  return { finished: stopped.promise, stop };
}
