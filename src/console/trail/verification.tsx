import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { askTrailEnd, readTrail } from "../../client/console/trail.ts";
import { Button } from "../../ui/components/button.tsx";
import { ErrorNote } from "../../ui/components/error-note.tsx";
import { Field } from "../../ui/components/field.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import type { TrailTexts } from "../texts/trail-texts.ts";
import { keepVerified, keptVerified, type Kept } from "./kept-verified.ts";
import { verifyAll, type Noted, type Verified } from "./verify-all.ts";

/** What was verified, and what it was compared with. */
interface Outcome extends Verified {
  readonly before: Kept | undefined;
  readonly entered: Noted | undefined;
}

/** 改ざんの検証: recomputes the whole chain in this browser. */
export function Verification({ words: { verification: words } }: { readonly words: TrailTexts }): JSX.Element {
  const { service, session, texts, attempt, now } = useSite();
  const { running, failure, run } = useAction();
  const [entered, setEntered] = useState("");
  const [malformed, setMalformed] = useState(false);
  const [progress, setProgress] = useState<readonly [done: number, all: number]>();
  const [outcome, setOutcome] = useState<Outcome>();
  const stopped = useRef(false);
  useEffect(() => () => void (stopped.current = true), []);
  const start = (): void => {
    const noted = readNoted(entered);
    setMalformed(noted === undefined && entered.trim() !== "");
    if (noted === undefined && entered.trim() !== "") return;
    run(async () => {
      stopped.current = false;
      setOutcome(undefined);
      const { tenant } = session;
      const before = keptVerified(tenant);
      const end = await attempt(() => askTrailEnd(service));
      setProgress([0, end.position]);
      const read = async (position: number) =>
        await attempt(() => readTrail(service, new URLSearchParams({ before: String(position), limit: "1000" })));
      const verified = await verifyAll({
        ...{ tenant, end, read },
        noted: [before, noted].filter((each) => each !== undefined),
        progress: (done) => setProgress([done, end.position]),
        stopped: () => stopped.current,
      }).finally(() => setProgress(undefined));
      if (verified === undefined) return;
      setOutcome({ ...verified, before, entered: noted });
      const whole = verified.wrong === undefined && !verified.otherEnd && !verified.same.includes(false);
      if (whole && end.position > 0) keepVerified(tenant, { position: end.position, hash: end.hash, at: now().toISOString() });
    });
  };
  return (
    <section class="card verification">
      <h2>{words.heading}</h2>
      <p>{words.lead}</p>
      <p class="quiet">{words.limits}</p>
      <Field
        name="noted"
        label={words.noted}
        hint={words.notedHint}
        error={malformed ? words.notedWrong : undefined}
        input={{
          required: false,
          autocomplete: "off",
          spellcheck: false,
          value: entered,
          onInput: ({ currentTarget }) => setEntered(currentTarget.value),
        }}
      />
      <div class="actions">
        <Button kind="primary" aria-disabled={running} onClick={start}>
          {words.start}
        </Button>
        {progress !== undefined && <Button onClick={() => (stopped.current = true)}>{words.stop}</Button>}
      </div>
      <div role="status">
        {progress !== undefined && (
          <p>
            <progress value={progress[0]} max={progress[1]} aria-label={words.heading} /> {words.progress(...progress)}
          </p>
        )}
        {outcome !== undefined && <Report outcome={outcome} words={words} />}
      </div>
      <Failure code={failure} texts={texts} />
    </section>
  );
}

function readNoted(text: string): Noted | undefined {
  const [, position = "", hash = ""] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  return hash === "" ? undefined : { position: Number(position), hash };
}

function Report({ outcome, words }: { readonly outcome: Outcome; readonly words: TrailTexts["verification"] }): JSX.Element {
  const { language } = useSite();
  const [said, say] = useState("");
  const { end, wrong, otherEnd, withheld, same, before, entered } = outcome;
  if (wrong !== undefined) return <Bad sentence={words.badEntry(wrong)} words={words} />;
  if (otherEnd) return <Bad sentence={words.badEnd} words={words} />;
  if (end.position === 0) return <p>{words.none}</p>;
  const sameAsBefore = before !== undefined && same[0] === true;
  const sameAsEntered = entered !== undefined && same.at(-1) === true;
  const value = `${end.position}:${end.hash}`;
  const { checkpoint } = end;
  return (
    <>
      <p class="verified">{words.good(end.position)}</p>
      {withheld > 0 && <p>{words.withheld(withheld)}</p>}
      {before !== undefined &&
        (sameAsBefore ? (
          <p>{words.sameAsBefore(before.position, listedMoment(before.at, language))}</p>
        ) : (
          <Bad sentence={words.otherThanBefore(before.position, listedMoment(before.at, language))} words={words} />
        ))}
      {entered !== undefined &&
        (sameAsEntered ? <p>{words.sameAsNoted}</p> : <Bad sentence={words.otherThanNoted} words={words} />)}
      {checkpoint === null ? (
        <p>{words.notVouched}</p>
      ) : checkpoint.agrees ? (
        <p>{words.vouched(checkpoint.position, listedMoment(checkpoint.at, language))}</p>
      ) : (
        <Bad sentence={words.disagrees} words={words} />
      )}
      <p>{words.keep}</p>
      <code class="copyable">{value}</code>
      <div class="actions">
        <CopyButton text={value} label={words.copy} done={(copied) => say(copied ? words.copied : words.notCopied)} />
      </div>
      <p class="quiet">{said}</p>
    </>
  );
}

function Bad({ sentence, words }: { readonly sentence: string; readonly words: TrailTexts["verification"] }): JSX.Element {
  return <ErrorNote title={words.bad} sentence={sentence} code="audit-trail-changed" />;
}
