import type { CheckOutcome } from "../../protocol/extension-message.ts";

const minute = 60_000;

/** How long it holds that there is nothing to show, in milliseconds: a person may return to the menu often. */
const nothingLasts = 10 * minute;

/** The longest wait before a failed check is repeated, in milliseconds; the first wait is a minute, and each is twice as long. */
const longestWait = 60 * minute;

/** Asks whether there is anything to show; undefined if that could not be found out. */
export type Check = () => Promise<CheckOutcome | undefined>;

/** What the checks of a document depend on. */
export interface Surroundings {
  readonly ask: Check;
  /** Whether the dialog is open in this document. */
  readonly isOpen: () => boolean;
  /** In milliseconds. */
  readonly now: () => number;
  /** Calls back once after some milliseconds, unless the returned function is called. */
  readonly after: (wait: number, action: () => void) => () => void;
}

/** The checks of one document, which may last for days in a single-page app. */
export interface Checks {
  /** The person has come to the menu. */
  readonly arrive: () => void;
  /** The page offers to hand over. If the check fails, the page tries on its own, so it is not repeated. */
  readonly handOver: Check;
  /** A failed check may succeed: the network is back, or the person is. */
  readonly retry: () => void;
}

/**
 * Checks at each arrival. A check is shared with those that are requested while it runs or while its dialog is open, and
 * for a while if there was nothing to show. A failure is never kept: the check is repeated until it succeeds.
 */
export function checkAtArrival({ ask, isOpen, now, after }: Surroundings): Checks {
  let running: Promise<CheckOutcome | undefined> | undefined;
  let nothingSince: number | undefined;
  let wait = minute;
  let cancel: (() => void) | undefined;
  let declined = false;

  function check(): Promise<CheckOutcome | undefined> {
    if (isOpen()) return Promise.resolve("shown");
    if (nothingSince !== undefined && now() - nothingSince < nothingLasts) return Promise.resolve("nothing");
    running ??= ask().then((outcome) => {
      running = undefined;
      nothingSince = outcome === "nothing" ? now() : undefined;
      return outcome;
    });
    return running;
  }

  function stopRetrying(): void {
    cancel?.();
    cancel = undefined;
  }

  async function arrive(): Promise<void> {
    stopRetrying();
    const outcome = await check();
    stopRetrying();
    if (outcome !== undefined) {
      wait = minute;
      return;
    }
    if (declined) return;
    cancel = after(wait, () => void arrive());
    wait = Math.min(wait * 2, longestWait);
  }

  return {
    arrive: () => void arrive(),
    handOver: async () => {
      const outcome = await check();
      declined ||= outcome === undefined;
      if (declined) stopRetrying();
      return outcome;
    },
    retry: () => {
      if (cancel !== undefined) void arrive();
    },
  };
}
