import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { removePasskey } from "../../client/console/passkeys.ts";
import type { PasskeyEntry } from "../../protocol/console/passkeys.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { registerPasskey } from "../session/passkey.ts";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";

interface DialogProps {
  readonly done: () => void;
  readonly close: () => void;
}

/** Asks what a passkey is to be called, and registers it. */
export function AddPasskeyDialog({ done, close }: DialogProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const words = texts.ownAccount.passkeys;
  const { running, failure, run } = useAction();
  const [name, setName] = useState("");
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    run(async () => {
      await attempt(() => registerPasskey(service, name.trim()));
      say(words.addedNow(name.trim()));
      done();
    });
  };
  return (
    <Modal heading={words.add} close={close}>
      <form onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        <Field
          name="passkey-name"
          label={words.name}
          hint={words.nameHint}
          input={{
            autofocus: true,
            autocomplete: "off",
            maxLength: 64,
            pattern: ".*\\S.*",
            value: name,
            onInput: ({ currentTarget }) => setName(currentTarget.value),
          }}
        />
        <div class="actions">
          <Submit aria-disabled={running}>{words.register}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}

/** Asks before a passkey is removed. */
export function RemovePasskeyDialog({ passkey, done, close }: DialogProps & { readonly passkey: PasskeyEntry }): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const words = texts.ownAccount.passkeys;
  const { running, failure, run } = useAction();
  const carryOut = (): void =>
    run(async () => {
      await attempt(() => removePasskey(service, passkey.id));
      say(words.removed(passkey.name));
      done();
    });
  return (
    <Modal heading={words.question(passkey.name)} close={close}>
      <p>{words.consequence}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="danger" aria-disabled={running} onClick={carryOut}>
          {words.remove}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
