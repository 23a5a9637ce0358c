/**
 * Keeps a page responsive during a long computation, which runs its rounds in bursts and reports them here in between.
 */
export interface Pace {
  /** Announces rounds to come. */
  readonly expect: (rounds: number) => void;
  /** Reports completed rounds. Throws the signal's reason once it stops the computation. */
  readonly advance: (rounds: number) => Promise<void>;
}

/** How the progress of a computation is observed, and how it is stopped. */
export interface Following {
  /** Stops the computation. */
  readonly signal: AbortSignal;
  /** Receives the completed fraction, from 0 to 1, which never decreases. */
  readonly progress: (part: number) => void;
}

/** Options of a pace. */
interface PaceOptions extends Partial<Following> {
  /** In milliseconds. */
  readonly now: () => number;
}

/** How long a computation may keep the page from responding, in milliseconds: well below the 50 of a long task. */
const slice = 15;

/** A pace that yields to the event loop at the end of each slice of time. */
export function pagePace({ signal, progress, now }: PaceOptions): Pace {
  let expected = 0;
  let done = 0;
  let shown = 0;
  let since = now();
  return {
    expect: (rounds) => {
      expected += rounds;
    },
    advance: async (rounds) => {
      signal?.throwIfAborted();
      done += rounds;
      if (now() - since < slice) return;
      shown = Math.max(shown, done / Math.max(expected, 1));
      progress?.(shown);
      await nextTask();
      signal?.throwIfAborted();
      since = now();
    },
  };
}

/** The next task of the event loop. Browsers delay the timers of pages in the background, but not messages. */
async function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(undefined);
  });
  port1.close();
}
