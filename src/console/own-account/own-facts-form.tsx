import type { JSX } from "preact";
import { useState } from "preact/hooks";
import * as v from "valibot";
import { askOwnAccount, changeOwnFacts } from "../../client/console/own-account.ts";
import { MailAddress } from "../../protocol/console/accounts.ts";
import type { OwnAccount } from "../../protocol/console/own-account.ts";
import { Submit } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Failure } from "../parts/failure.tsx";
import { useSite } from "../session/site.ts";
import { useEdit } from "../session/use-edit.ts";
import type { OwnSecurityTexts } from "../texts/own-security-texts.ts";

interface OwnFactsFormProps {
  readonly account: OwnAccount;
  readonly words: OwnSecurityTexts["facts"];
  readonly reload: () => void;
}

/** One's own name and mail address. If somebody else was first, it shows what they wrote, and keeps what is entered here. */
export function OwnFactsForm({ account, words, reload }: OwnFactsFormProps): JSX.Element {
  const { service, session, setSession, texts, say } = useSite();
  const [personName, setPersonName] = useState(account.personName);
  const [mail, setMail] = useState(account.mail ?? "");
  const [wrong, setWrong] = useState(false);
  const { running, failure, seen, submit } = useEdit(account, {
    write: async ({ version }) => {
      const facts = { personName: personName.trim(), mail: mail.trim() === "" ? null : mail.trim() };
      const { personName: name } = await changeOwnFacts(service, version, facts);
      setSession({ ...session, name });
    },
    read: async () => await askOwnAccount(service),
    done: () => {
      say(words.saved);
      reload();
    },
  });
  const check = (event: SubmitEvent): void => {
    const isWrong = mail.trim() !== "" && !v.is(MailAddress, mail);
    setWrong(isWrong);
    if (isWrong) event.preventDefault();
    else submit(event);
  };
  return (
    <section class="card">
      <h2>{words.heading}</h2>
      <form noValidate onSubmit={check}>
        <Failure code={failure} texts={texts} />
        {seen !== account && (
          <div class="note warning" role="alert">
            <p>{words.changed}</p>
            <Facts
              facts={[
                { term: words.personName, value: seen.personName },
                { term: words.mail, value: seen.mail ?? "" },
              ]}
            />
          </div>
        )}
        <Field
          name="own-name"
          label={words.personName}
          input={{
            required: false,
            autocomplete: "name",
            maxLength: 64,
            value: personName,
            onInput: ({ currentTarget }) => setPersonName(currentTarget.value),
          }}
        />
        <Field
          name="own-mail"
          label={words.mail}
          hint={words.mailHint}
          error={wrong ? words.mailWrong : undefined}
          input={{
            type: "email",
            required: false,
            autocomplete: "email",
            maxLength: 254,
            value: mail,
            onInput: ({ currentTarget }) => setMail(currentTarget.value),
          }}
        />
        <div class="actions">
          <Submit aria-disabled={running}>{words.save}</Submit>
        </div>
      </form>
    </section>
  );
}
