import type { Logger } from "pino";

/** Work that a request starts, and does not wait for. */
export interface Errands {
  /** Starts work that handles its own failures; what it throws is logged. */
  readonly start: (work: () => Promise<void>) => void;
  /** Waits for what has been started. */
  close(): Promise<void>;
}

/** Opens the errands of a process. */
export function openErrands(log: Logger): Errands {
  const running = new Set<Promise<void>>();
  return {
    start(work) {
      const errand = work()
        .catch((error: unknown) => log.error({ err: error }, "work after a request failed"))
        .finally(() => running.delete(errand));
      running.add(errand);
    },
    async close() {
      await Promise.all(running);
    },
  };
}
