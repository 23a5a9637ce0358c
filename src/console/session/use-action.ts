import { useRef, useState } from "preact/hooks";
import { codeOf, type AdministrationErrorCode } from "../../client/console/administration-error.ts";

/** Something that a person starts and waits for. */
export interface Action {
  readonly running: boolean;
  readonly failure: AdministrationErrorCode | undefined;
  /** Runs it, unless it is running already. */
  readonly run: (work: () => Promise<void>) => void;
}

/** The state of an action, for its button and for the note below it. */
export function useAction(): Action {
  const [state, setState] = useState<Pick<Action, "running" | "failure">>({ running: false, failure: undefined });
  const running = useRef(false);
  const run = (work: () => Promise<void>): void => {
    if (running.current) return;
    running.current = true;
    setState({ running: true, failure: undefined });
    void work()
      .then(
        () => undefined,
        (error: unknown) => codeOf(error),
      )
      .then((failure) => {
        running.current = false;
        setState({ running: false, failure });
      });
  };
  return { ...state, run };
}
