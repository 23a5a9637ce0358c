import type { JSX } from "preact";
import { forecastJob, startJob } from "../../../client/console/jobs.ts";
import type { JobAct, JobForecast } from "../../../protocol/console/jobs.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { Button } from "../../../ui/components/button.tsx";
import { goTo } from "../../address/use-address.ts";
import { Failure } from "../../parts/failure.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { useLoaded } from "../../session/use-loaded.ts";
import type { JobTexts } from "../../texts/job-texts.ts";

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
  const { service, attempt, texts, say } = useSite();
  const { several } = words;
  const loaded = useLoaded(JSON.stringify(act), () => forecastJob(service, { act, selection }));
  const { running, failure, run } = useAction();
  const start = (): void =>
    run(async () => {
      const { id } = await attempt(() => startJob(service, { act, selection }));
      close();
      goTo({ page: "job", id, parameters: "" });
      say(several.started);
    });
  const forecast = loaded.value;
  const affected = forecast === undefined ? 0 : forecast.done + (act.kind === "renew" ? forecast.unchanged : 0);
  const nothing = forecast !== undefined && affected + forecast.along === 0;
  return (
    <>
      <div role="status">{forecast === undefined && loaded.loading ? <p>{several.judging}</p> : undefined}</div>
      {forecast !== undefined && <Consequences act={act} forecast={forecast} words={words} />}
      {nothing && <p class="note">{several.nothing}</p>}
      {act.kind === "revoke" && !nothing && <p class="note danger">{several.irrevocable}</p>}
      <Failure code={loaded.failure ?? failure} texts={texts} />
      <div class="actions">
        {forecast !== undefined && !nothing && (
          <Button kind="primary" aria-disabled={running} onClick={start}>
            {several.confirm[act.kind](affected + forecast.along)}
          </Button>
        )}
        {back !== undefined && <Button onClick={back}>{several.change}</Button>}
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </>
  );
}

function Consequences({
  act,
  forecast,
  words,
}: {
  readonly act: JobAct;
  readonly forecast: JobForecast;
  readonly words: JobTexts;
}) {
  const { texts } = useSite();
  const { several } = words;
  const { done, unchanged, refused, along, overwritten } = forecast;
  const sentences = [
    ...(done > 0 ? [several.will[act.kind](done)] : []),
    ...(along > 0 ? [several.alongToo(along)] : []),
    ...(overwritten > 0 ? [several.overwritten(overwritten)] : []),
    ...(unchanged > 0 ? [several.unchanged[act.kind](unchanged)] : []),
    ...refused.map(({ code, count }) => several.refused(count, texts.errors[code])),
  ];
  return (
    <ul class="consequences">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
