import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { askRules, writeRules } from "../../client/console/tenant-rules.ts";
import { ruleNames, type PresentTenantRules, type RuleName } from "../../protocol/console/tenant-rules.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useEdit } from "../session/use-edit.ts";
import { inWords } from "./rule-facts.tsx";
import { RuleFields } from "./rule-fields.tsx";
import { draftOf, mistakesIn, rulesIn } from "./rules-draft.ts";
import { RulesReview } from "./rules-review.tsx";
import { rulesTexts } from "./rules-texts-for.ts";

interface RulesDialogProps {
  readonly present: PresentTenantRules;
  readonly saved: () => void;
  readonly close: () => void;
}

/**
 * Asks for other rules, says what they will do, and saves them. If somebody else was first, it shows what they wrote, and keeps
 * what is entered here.
 */
export function RulesDialog({ present, saved, close }: RulesDialogProps): JSX.Element {
  const { service, texts, language, say } = useSite();
  const words = rulesTexts(language);
  const [draft, setDraft] = useState(() => draftOf(present));
  const [mistakes, setMistakes] = useState<Readonly<Partial<Record<RuleName, string>>>>({});
  const [reviewing, setReviewing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { running, failure, seen, submit } = useEdit(present, {
    write: async ({ version }) => await writeRules(service, version, rulesIn(draft)),
    read: async () => await askRules(service),
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
            rules={rulesIn(draft)}
            words={words}
            running={running}
            back={() => setReviewing(false)}
            close={close}
          />
        </form>
      </Modal>
    );
  }
  const theirs = inWords(seen, words);
  return (
    <Modal heading={words.editHeading} close={close}>
      <form ref={form} noValidate onSubmit={review}>
        {seen !== present && seen.edited !== null && (
          <div class="note warning" role="alert">
            <p>{words.changedMeanwhile(seen.edited.by, listedMoment(seen.edited.at, language))}</p>
            <Facts facts={ruleNames.map((rule) => ({ term: words.terms[rule], value: theirs[rule] }))} />
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
