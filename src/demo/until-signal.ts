/** What ended a program from outside. */
export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/**
 * Resolves at the first signal that asks the program to end. One key press arrives twice, from the terminal and from
 * the process that npm started; the third is a person who has lost patience, and ends the process as it is.
 */
export async function untilSignal(): Promise<EndingSignal> {
  return new Promise((resolve) => {
    let taken = 0;
    const take = (signal: EndingSignal): void => {
      taken += 1;
      if (taken > 2) process.exit(130);
      resolve(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, take);
  });
}
