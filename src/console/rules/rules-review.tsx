import type { JSX } from "preact";
import { forecastRules } from "../../client/console/tenant-rules.ts";
import type { PresentTenantRules, RulesForecast, TenantRules } from "../../protocol/console/tenant-rules.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { Failure } from "../parts/failure.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { inWords } from "./rule-facts.tsx";
import { changedRules } from "./rules-draft.ts";
import type { RulesTexts } from "./rules-texts.ts";

interface RulesReviewProps {
  readonly present: PresentTenantRules;
  readonly rules: TenantRules;
  readonly words: RulesTexts;
  readonly running: boolean;
  readonly back: () => void;
  readonly close: () => void;
}

/** What is changed, and what that does to how many, before it is saved. */
export function RulesReview({ present, rules, words, running, back, close }: RulesReviewProps): JSX.Element {
  const { service, texts } = useSite();
  const changed = changedRules(rules, present);
  const [before, after] = [inWords(present, words), inWords({ ...present, rules }, words)];
  const loaded = useLoaded(JSON.stringify([rules, present.version]), () => forecastRules(service, rules));
  const forecast = loaded.value;
  return (
    <>
      {changed.length === 0 ? (
        <p>{words.unchanged}</p>
      ) : (
        <Facts facts={changed.map((rule) => ({ term: words.terms[rule], value: words.change(before[rule], after[rule]) }))} />
      )}
      <div role="status" class="effects">
        {forecast === undefined
          ? loaded.loading && <p>{words.judging}</p>
          : changed.length > 0 && <Effects forecast={forecast} words={words} />}
      </div>
      <Failure code={loaded.failure} texts={texts} />
      <div class="actions">
        {changed.length > 0 && forecast !== undefined && <Submit aria-disabled={running}>{words.submit}</Submit>}
        <Button onClick={back}>{words.back}</Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </>
  );
}

/** What cannot be undone. */
const irrevocable = ["retiredAtOnce", "keysDestroyedAtOnce"] as const;
const revocable = ["dueAtOnce", "dueLater", "retiredOtherwise", "renewedOnDevice", "orderedInHours"] as const;

function Effects({ forecast, words }: { readonly forecast: RulesForecast; readonly words: RulesTexts }): JSX.Element {
  const { effects } = words;
  const sentences = (names: readonly (keyof RulesForecast)[]): string[] =>
    names.filter((name) => forecast[name] > 0).map((name) => effects[name](forecast[name]));
  const [forever, others] = [sentences(irrevocable), sentences(revocable)];
  if (forever.length + others.length === 0) return <p>{effects.none}</p>;
  return (
    <>
      {forever.map((sentence) => (
        <p key={sentence} class="note danger">
          {sentence}
        </p>
      ))}
      {others.map((sentence) => (
        <p key={sentence} class="note">
          {sentence}
        </p>
      ))}
    </>
  );
}
