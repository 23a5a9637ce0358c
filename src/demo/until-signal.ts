import { isatty } from "node:tty";

/** The signal that ended a program. */
export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/**
 * Resolves at the first signal that asks the program to end. Further ones are ignored, because a signal that is sent to
 * several processes may arrive through more than one of them. At a terminal, which sends each Ctrl-C once, a second one
 * comes from a user who does not want to wait, and ends the process at once.
 *
 * The program must end with `process.exit`: Node restores the default action of signals while it shuts down.
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
