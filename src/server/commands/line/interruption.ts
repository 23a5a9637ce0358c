/** A command was interrupted by a signal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`Ended by ${signal}.`);
    this.signal = signal;
  }
}

/**
 * Runs work that can roll back what it has started, and aborts it on SIGINT and SIGTERM. The second signal ends the
 * process at once.
 *
 * @param work receives a signal that aborts with `Interrupted`
 */
export async function interruptible<T>(work: (interruption: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => {
    stop();
    interruption.abort(new Interrupted(signal));
  };
  const stop = (): void => {
    for (const signal of signals) process.off(signal, interrupt);
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(interruption.signal);
  } finally {
    stop();
  }
}

const signals = ["SIGINT", "SIGTERM"] as const;
