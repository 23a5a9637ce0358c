import type { JSX } from "preact";
import { forecastJob } from "../../../client/console/jobs.ts";
import { affectedBy, type ForetoldAct, type JobForecast } from "../../../protocol/console/jobs.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { useSite } from "../../session/site.ts";
import { useLoaded, type Loaded } from "../../session/use-loaded.ts";
import type { JobTexts } from "../../texts/job-texts.ts";

/** Asks what an act would do. */
export function useForecast(act: ForetoldAct, selection: Selection): Loaded<JobForecast> {
  const { service } = useSite();
  return useLoaded(JSON.stringify(act), () => forecastJob(service, { act, selection }));
}

interface ConsequencesProps {
  readonly act: ForetoldAct;
  readonly loaded: Loaded<JobForecast>;
  readonly words: JobTexts;
}

/** What an act will do to how many, before it is done. */
export function Consequences({ act, loaded, words }: ConsequencesProps): JSX.Element {
  const { several } = words;
  const { value: forecast, loading } = loaded;
  const nothing = forecast !== undefined && affectedBy(act, forecast) === 0;
  return (
    <>
      <div role="status">{forecast === undefined && loading ? <p>{several.judging}</p> : undefined}</div>
      {forecast !== undefined && <Numbers kind={act.kind} forecast={forecast} words={words} />}
      {nothing && <p class="note">{several.nothing}</p>}
    </>
  );
}

interface NumbersProps {
  readonly kind: ForetoldAct["kind"];
  readonly forecast: JobForecast;
  readonly words: JobTexts;
}

function Numbers({ kind, forecast, words }: NumbersProps): JSX.Element {
  const { texts } = useSite();
  const { several } = words;
  const { done, unchanged, refused, along, overwritten } = forecast;
  const sentences = [
    ...(done > 0 ? [several.will[kind](done)] : []),
    ...(along > 0 ? [several.alongToo(along)] : []),
    ...(overwritten > 0 ? [several.overwritten[kind](overwritten)] : []),
    ...(unchanged > 0 ? [several.unchanged[kind](unchanged)] : []),
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
