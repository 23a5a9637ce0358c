/** What ended a program from outside. */
export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** How long the work after the first signal may take before another one ends the process at once, in milliseconds. */
const patience = 2_000;

/**
 * Resolves at the first signal that asks the program to end. The same key press often arrives twice, from the terminal
 * and from npm; one that comes when the person has lost patience ends the process as it is.
 */
export async function untilSignal(): Promise<EndingSignal> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const take = (signal: EndingSignal): void => {
      if (first !== undefined && performance.now() - first > patience) process.exit(130);
      first ??= performance.now();
      resolve(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, take);
  });
}
