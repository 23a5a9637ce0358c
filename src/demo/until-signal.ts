import { isatty } from "node:tty";

/** What ended a program from outside. */
export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/**
 * Resolves at the first signal that asks the program to end. Further ones change nothing, because one that is sent to
 * several processes comes through more than one of them, sooner or later. At a terminal, which sends each Ctrl-C once, a
 * further one is a person who has lost patience, and ends the process as it is.
 *
 * The program ends with `process.exit`: Node gives signals their default action back while it winds down by itself.
 */
export async function untilSignal(): Promise<EndingSignal> {
  return new Promise((resolve) => {
    let isEnding = false;
    const take = (signal: EndingSignal): void => {
      if (isEnding && signal === "SIGINT" && isatty(0)) process.exit(130);
      isEnding = true;
      resolve(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, take);
  });
}
