/** That somebody has ended a command before its time, with the signal that did it. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`Ended by ${signal}.`);
    this.signal = signal;
  }
}

/**
 * Lets work that takes back what it has begun end on SIGINT and SIGTERM in its own way. The second signal ends the
 * process at once.
 *
 * @param work is given what tells it to end, with `Interrupted`
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
