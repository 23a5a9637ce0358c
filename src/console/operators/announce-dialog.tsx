import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../../client/console/operators.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { useWords } from "./texts/use-words.ts";

interface AnnounceDialogProps {
  /** To whom, at first; empty for all. */
  readonly tenant: string;
  readonly close: () => void;
  readonly announced: () => void;
}

/** Announces something to one tenant, or to all. */
export function AnnounceDialog({ tenant: first, close, announced }: AnnounceDialogProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { announcements: words } = useWords();
  const [tenant, setTenant] = useState(first);
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const { running, failure, run } = useAction();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    run(async () => {
      const to = tenant.trim();
      await attempt(() => announce(service, { tenant: to === "" ? null : to, title, text }));
      close();
      announced();
      say(words.done);
    });
  };
  return (
    <Modal heading={words.add} close={close}>
      <form onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        <Field
          name="announce-to"
          label={words.to}
          hint={words.toHint}
          input={{
            required: false,
            autocapitalize: "off",
            spellcheck: false,
            maxLength: 64,
            value: tenant,
            onInput: ({ currentTarget }) => setTenant(currentTarget.value),
          }}
        />
        <Field
          name="announce-title"
          label={words.title}
          input={{ maxLength: 100, value: title, onInput: ({ currentTarget }) => setTitle(currentTarget.value) }}
        />
        <div class="field">
          <label for="announce-text">{words.text}</label>
          <textarea
            id="announce-text"
            required
            rows={5}
            maxLength={4000}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </div>
        <div class="actions">
          <Submit aria-disabled={running}>{words.submit}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
