import type { JSX } from "preact";
import type { RulesForecast } from "../../protocol/console/tenant-rules.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { Failure } from "../parts/failure.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { enteredInWords } from "./rule-facts.tsx";
import { changedRules } from "./rules-draft.ts";
import type { EditableRules, EnteredRules, RulesEditing } from "./rules-editing.ts";
import type { RulesTexts } from "./rules-texts.ts";

interface RulesReviewProps {
  readonly present: EditableRules;
  readonly entered: EnteredRules;
  readonly forecast: RulesEditing["forecast"];
  readonly words: RulesTexts;
  readonly running: boolean;
  readonly back: () => void;
  readonly close: () => void;
}

/** What is changed, and what that does to how many, before it is saved. */
export function RulesReview({ present, entered, forecast: ask, words, running, back, close }: RulesReviewProps): JSX.Element {
  const { texts } = useSite();
  const changed = changedRules(entered, present);
  const before = enteredInWords({ rules: present.rules, reserved: present.reserved }, present, words);
  const after = enteredInWords(entered, present, words);
  const loaded = useLoaded(JSON.stringify([entered, present.version]), () => ask(entered));
  const forecast = loaded.value;
  return (
    <>
      {changed.length === 0 ? (
        <p>{words.unchanged}</p>
      ) : (
        <Facts
          facts={changed.map((rule) => ({ term: words.terms[rule], value: words.change(before[rule] ?? "", after[rule] ?? "") }))}
        />
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
