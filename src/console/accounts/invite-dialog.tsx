import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import * as v from "valibot";
import { invite } from "../../client/console/accounts.ts";
import { Invitee, type Invitation } from "../../protocol/console/accounts.ts";
import { roles, type Role } from "../../protocol/console/session.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Select } from "../../ui/components/select.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";

type Entered = "name" | "personName" | "mail";

interface InviteDialogProps {
  readonly invited: (name: string, invitation: Invitation) => void;
  readonly close: () => void;
}

/** ユーザを招待. */
export function InviteDialog({ invited, close }: InviteDialogProps): JSX.Element {
  const { service, attempt, texts } = useSite();
  const { invite: words } = texts;
  const [entered, setEntered] = useState<Readonly<Record<Entered, string>>>({ name: "", personName: "", mail: "" });
  const [role, setRole] = useState<Role>("operator");
  const [wrong, setWrong] = useState<readonly unknown[]>([]);
  const { running, failure, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus(), [wrong]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { name, personName, mail } = entered;
    const invitee = v.safeParse(Invitee, { name: name.trim(), personName, role, mail: mail.trim() === "" ? null : mail });
    setWrong(invitee.success ? [] : invitee.issues.map(({ path }) => path?.[0].key));
    if (!invitee.success) return;
    run(async () => invited(invitee.output.name, await attempt(() => invite(service, invitee.output))));
  };
  const field = (
    name: Entered,
    label: string,
    more: { readonly hint?: string; readonly error?: string; readonly required: boolean },
  ): JSX.Element => (
    <Field
      name={name}
      label={label}
      {...(more.hint === undefined ? {} : { hint: more.hint })}
      error={wrong.includes(name) ? more.error : undefined}
      input={{
        required: more.required,
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: false,
        autofocus: name === "name",
        value: entered[name],
        onInput: ({ currentTarget: { value } }) => setEntered((before) => ({ ...before, [name]: value })),
      }}
    />
  );
  return (
    <Modal heading={words.heading} close={close}>
      <form ref={form} noValidate onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        {field("name", words.name, { hint: words.nameHint, error: words.nameWrong, required: true })}
        {field("personName", words.personName, { required: false })}
        {field("mail", words.mail, { hint: words.mailHint, error: words.mailWrong, required: false })}
        <Select
          label={words.role}
          choices={roles.map((each) => [each, texts.roles[each]] as const)}
          chosen={role}
          choose={setRole}
        />
        <p class="quiet">{words.roleHints[role]}</p>
        <div class="actions">
          <Submit aria-disabled={running}>{words.submit}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
