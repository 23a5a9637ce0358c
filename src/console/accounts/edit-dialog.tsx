import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { changeAccountFacts, listAccounts } from "../../client/console/accounts.ts";
import { AdministrationError } from "../../client/console/administration-error.ts";
import type { ListedAccount } from "../../protocol/console/accounts.ts";
import { roles } from "../../protocol/console/session.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { Select } from "../../ui/components/select.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Modal } from "../parts/modal.tsx";
import { usePersonFields } from "../parts/person-fields.tsx";
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
  const { facts, check, fields } = usePersonFields("edit", account, { ...invite, mailHint: words.mailHint });
  const { running, failure, seen, submit } = useEdit(account, {
    write: async (of) => await changeAccountFacts(service, of, { role, ...facts }),
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
  return (
    <Modal heading={words.editHeading(name)} close={close}>
      <form noValidate onSubmit={(event) => (check() ? submit(event) : event.preventDefault())}>
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
        {fields}
        <div class="actions">
          <Submit aria-disabled={running}>{words.save}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
