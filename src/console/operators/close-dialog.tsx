import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { closeTenant, openTenant } from "../../client/console/operators.ts";
import type { TenantForOperators } from "../../protocol/console/operators.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { useWords } from "./texts/use-words.ts";

interface DialogProps {
  readonly close: () => void;
  /** Called once it is done. */
  readonly changed: () => void;
}

/** Closes a tenant, once it was said what that stops, and its name was typed. */
export function CloseDialog({ described, close, changed }: DialogProps & { readonly described: TenantForOperators }): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { tenant: words } = useWords();
  const { information, valid, loggedIn } = described;
  const { name: tenant } = information;
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const { running, failure, run } = useAction();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (typed.trim() !== tenant) {
      setWrong(true);
      return;
    }
    run(async () => {
      await attempt(() => closeTenant(service, { tenant, typed: typed.trim() }));
      close();
      changed();
      say(words.doneClosed(tenant));
    });
  };
  return (
    <Modal heading={words.closeHeading(tenant)} close={close}>
      <form onSubmit={submit} noValidate>
        <Failure code={failure} texts={texts} />
        <ul class="consequences">
          {words.consequences({ certificates: valid, people: loggedIn }).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <Field
          name="typed-tenant"
          label={words.type(tenant)}
          error={wrong ? words.typeWrong : undefined}
          input={{
            autocomplete: "off",
            autocapitalize: "off",
            spellcheck: false,
            maxLength: 64,
            value: typed,
            onInput: ({ currentTarget }) => {
              setTyped(currentTarget.value);
              setWrong(false);
            },
          }}
        />
        <div class="actions">
          <Submit aria-disabled={running}>{words.close}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}

/** Opens a tenant again. */
export function OpenDialog({ tenant, close, changed }: DialogProps & { readonly tenant: string }): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { tenant: words } = useWords();
  const { running, failure, run } = useAction();
  const open = (): void =>
    run(async () => {
      await attempt(() => openTenant(service, tenant));
      close();
      changed();
      say(words.doneOpened(tenant));
    });
  return (
    <Modal heading={words.openHeading(tenant)} close={close}>
      <p>{words.openConsequence}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="primary" aria-disabled={running} onClick={open}>
          {words.open}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
