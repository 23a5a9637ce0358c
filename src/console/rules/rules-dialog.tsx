import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ruleNames, type RuleName } from "../../protocol/console/tenant-rules.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useEdit } from "../session/use-edit.ts";
import { enteredInWords } from "./rule-facts.tsx";
import { RuleFields } from "./rule-fields.tsx";
import { draftOf, enteredIn, mistakesIn, reservedNames } from "./rules-draft.ts";
import type { EditableRules, RulesEditing } from "./rules-editing.ts";
import { RulesReview } from "./rules-review.tsx";
import type { RulesTexts } from "./rules-texts.ts";

interface RulesDialogProps {
  readonly present: EditableRules;
  readonly editing: RulesEditing;
  readonly words: RulesTexts;
  readonly saved: () => void;
  readonly close: () => void;
}

/**
 * Asks for other rules, says what they will do, and saves them. If somebody else was first, it shows what they wrote, and keeps
 * what is entered here.
 */
export function RulesDialog({ present, editing, words, saved, close }: RulesDialogProps): JSX.Element {
  const { texts, language, say } = useSite();
  const [draft, setDraft] = useState(() => draftOf(present));
  const [mistakes, setMistakes] = useState<Readonly<Partial<Record<RuleName, string>>>>({});
  const [reviewing, setReviewing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { running, failure, seen, submit } = useEdit(present, {
    write: async ({ version }) => await editing.write(version, enteredIn(draft)),
    read: editing.read,
    done: () => {
      close();
      saved();
      say(words.saved);
    },
  });
  // Who sees somebody else's change decides anew, and is told anew what that does.
  useEffect(() => setReviewing(false), [seen]);
  useEffect(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(), [mistakes]);
  const review = (event: SubmitEvent): void => {
    event.preventDefault();
    const found = mistakesIn(draft, seen, words);
    setMistakes(found);
    setReviewing(Object.keys(found).length === 0);
  };
  if (reviewing) {
    return (
      <Modal heading={words.reviewHeading} close={close}>
        <form onSubmit={submit}>
          <Failure code={failure} texts={texts} />
          <RulesReview
            present={seen}
            entered={enteredIn(draft)}
            forecast={editing.forecast}
            words={words}
            running={running}
            back={() => setReviewing(false)}
            close={close}
          />
        </form>
      </Modal>
    );
  }
  const theirs = enteredInWords({ rules: seen.rules, reserved: seen.reserved }, seen, words);
  const shown = [...(seen.reserved === undefined ? [] : reservedNames), ...ruleNames];
  return (
    <Modal heading={words.editHeading} close={close}>
      <form ref={form} noValidate onSubmit={review}>
        {seen !== present && seen.edited !== null && (
          <div class="note warning" role="alert">
            <p>{words.changedMeanwhile(seen.edited.by, listedMoment(seen.edited.at, language))}</p>
            <Facts facts={shown.map((rule) => ({ term: words.terms[rule], value: theirs[rule] ?? "" }))} />
          </div>
        )}
        <RuleFields present={seen} draft={draft} change={setDraft} mistakes={mistakes} words={words} />
        <div class="actions">
          <Submit>{words.review}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
