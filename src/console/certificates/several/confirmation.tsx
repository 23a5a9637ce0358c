import type { JSX } from "preact";
import { affectedBy, type JobAct } from "../../../protocol/console/jobs.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Failure } from "../../parts/failure.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import type { JobTexts } from "../../texts/job-texts.ts";
import { Consequences, useForecast } from "./consequences.tsx";
import { useStart } from "./use-start.ts";

interface ConfirmationProps {
  readonly act: JobAct;
  readonly selection: Selection;
  readonly words: JobTexts;
  readonly close: () => void;
  /** Undefined if nothing was asked before. */
  readonly back: (() => void) | undefined;
}

/** What a job will do to how many, before it is started. */
export function Confirmation({ act, selection, words, close, back }: ConfirmationProps): JSX.Element {
  const { texts } = useSite();
  const { several } = words;
  const loaded = useForecast(act, selection);
  const start = useStart({ selection, words, close });
  const { running, failure, run } = useAction();
  const affected = loaded.value === undefined ? 0 : affectedBy(act, loaded.value);
  return (
    <>
      <Consequences act={act} loaded={loaded} words={words} />
      {act.kind === "revoke" && affected > 0 && <p class="note danger">{several.irrevocable}</p>}
      <Failure code={loaded.failure ?? failure} texts={texts} />
      <div class="actions">
        {affected > 0 && (
          <Button kind="primary" aria-disabled={running} onClick={() => run(async () => await start(act))}>
            {several.confirm[act.kind](affected)}
          </Button>
        )}
        {back !== undefined && <Button onClick={back}>{several.change}</Button>}
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </>
  );
}
