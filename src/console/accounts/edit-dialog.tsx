import type { JSX } from "preact";
import { useState } from "preact/hooks";
import * as v from "valibot";
import { changeAccountFacts, listAccounts } from "../../client/console/accounts.ts";
import { AdministrationError } from "../../client/console/administration-error.ts";
import { MailAddress, type ListedAccount } from "../../protocol/console/accounts.ts";
import { roles } from "../../protocol/console/session.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Select } from "../../ui/components/select.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Modal } from "../parts/modal.tsx";
import { permits, useSite } from "../session/site.ts";
import { useEdit } from "../session/use-edit.ts";
import { managingTexts } from "./managing-texts.ts";

interface EditDialogProps {
  readonly account: ListedAccount;
  readonly saved: () => void;
  readonly close: () => void;
}

/** The role, name and mail address of somebody. If somebody else was first, it shows what they wrote, and keeps what is entered here. */
export function EditDialog({ account, saved, close }: EditDialogProps): JSX.Element {
  const { service, texts, language, say } = useSite();
  const { invite } = texts;
  const words = managingTexts(language);
  const { name } = account;
  const [role, setRole] = useState(account.role);
  const [personName, setPersonName] = useState(account.personName);
  const [mail, setMail] = useState(account.mail ?? "");
  const [wrong, setWrong] = useState(false);
  const { running, failure, seen, submit } = useEdit(account, {
    write: async (of) => {
      const facts = { role, personName: personName.trim(), mail: mail.trim() === "" ? null : mail.trim() };
      await changeAccountFacts(service, of, facts);
    },
    read: async () => {
      const present = (await listAccounts(service)).find((each) => each.name === name);
      if (present === undefined) throw new AdministrationError("not-found", "", undefined);
      return present;
    },
    done: () => {
      close();
      saved();
      say(words.saved(name));
    },
  });
  const check = (event: SubmitEvent): void => {
    const isWrong = mail.trim() !== "" && !v.is(MailAddress, mail);
    setWrong(isWrong);
    if (isWrong) event.preventDefault();
    else submit(event);
  };
  return (
    <Modal heading={words.editHeading(name)} close={close}>
      <form noValidate onSubmit={check}>
        <p>{words.lead}</p>
        <Failure code={failure} texts={texts} />
        {seen !== account && (
          <div class="note warning" role="alert">
            {seen.edited !== null && (
              <p>{words.changed(seen.edited.by ?? words.operators, listedMoment(seen.edited.at, language))}</p>
            )}
            <Facts
              facts={[
                { term: invite.role, value: texts.roles[seen.role] },
                { term: invite.personName, value: seen.personName },
                { term: invite.mail, value: seen.mail ?? "" },
              ]}
            />
          </div>
        )}
        <Select
          name="edit-role"
          label={invite.role}
          choices={roles.map((each) => [each, texts.roles[each]] as const)}
          chosen={role}
          choose={setRole}
        />
        <p class="quiet">
          {invite.roleHints[role]}
          {!permits(role, account.role) && <> {words.tokensEnd}</>}
        </p>
        <Field
          name="edit-name"
          label={invite.personName}
          input={{
            required: false,
            autocomplete: "off",
            maxLength: 64,
            value: personName,
            onInput: ({ currentTarget }) => setPersonName(currentTarget.value),
          }}
        />
        <Field
          name="edit-mail"
          label={invite.mail}
          hint={words.mailHint}
          error={wrong ? invite.mailWrong : undefined}
          input={{
            type: "email",
            required: false,
            autocomplete: "off",
            maxLength: 254,
            value: mail,
            onInput: ({ currentTarget }) => setMail(currentTarget.value),
          }}
        />
        <div class="actions">
          <Submit aria-disabled={running}>{words.save}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
