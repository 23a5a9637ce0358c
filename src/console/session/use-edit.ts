import { useState } from "preact/hooks";
import { codeOf } from "../../client/console/administration-error.ts";
import { useSite } from "./site.ts";
import { useAction, type Action } from "./use-action.ts";

interface Edit<State> {
  /** Writes the change, if what is edited is still in the state that the person has seen. */
  readonly write: (seen: State) => Promise<unknown>;
  /** Reads the state as it is. */
  readonly read: () => Promise<State>;
  readonly done: () => void;
}

/**
 * The editing of something that others edit, too. If somebody else was first, `seen` becomes what they wrote, nothing is written,
 * and what was entered remains, so that the person decides.
 */
export function useEdit<State>(
  first: State,
  { write, read, done }: Edit<State>,
): Pick<Action, "running" | "failure"> & {
  readonly seen: State;
  readonly submit: (event: SubmitEvent) => void;
} {
  const { attempt } = useSite();
  const [seen, setSeen] = useState(first);
  const { running, failure, run } = useAction();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    run(async () => {
      try {
        await attempt(() => write(seen));
      } catch (error) {
        if (codeOf(error) !== "changed-meanwhile") throw error;
        setSeen(await attempt(read));
        return;
      }
      done();
    });
  };
  return { running, failure, seen, submit };
}
