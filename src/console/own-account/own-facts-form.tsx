import type { JSX } from "preact";
import { askOwnAccount, changeOwnFacts } from "../../client/console/own-account.ts";
import type { OwnAccount } from "../../protocol/console/own-account.ts";
import { Submit } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { usePersonFields } from "../parts/person-fields.tsx";
import { useSite } from "../session/site.ts";
import { useEdit } from "../session/use-edit.ts";
import type { OwnSecurityTexts } from "../texts/own-security-texts.ts";

interface OwnFactsFormProps {
  readonly account: OwnAccount;
  readonly words: OwnSecurityTexts["facts"];
  readonly reload: () => void;
}

/** One's own name and mail address. If somebody else was first, it shows who, and what they wrote, and keeps what is entered here. */
export function OwnFactsForm({ account, words, reload }: OwnFactsFormProps): JSX.Element {
  const { service, session, setSession, texts, language, say } = useSite();
  const { facts, check, fields } = usePersonFields("own", account, words);
  const { running, failure, seen, submit } = useEdit(account, {
    write: async ({ version }) => {
      const { personName: name } = await changeOwnFacts(service, version, facts);
      setSession({ ...session, name });
    },
    read: async () => await askOwnAccount(service),
    done: () => {
      say(words.saved);
      reload();
    },
  });
  return (
    <section class="card">
      <h2>{words.heading}</h2>
      <form noValidate onSubmit={(event) => (check() ? submit(event) : event.preventDefault())}>
        <Failure code={failure} texts={texts} />
        {seen !== account && (
          <div class="note warning" role="alert">
            {seen.edited !== null && (
              <p>{words.changed(seen.edited.by ?? words.operators, listedMoment(seen.edited.at, language))}</p>
            )}
            <Facts
              facts={[
                { term: words.personName, value: seen.personName },
                { term: words.mail, value: seen.mail ?? "" },
              ]}
            />
          </div>
        )}
        {fields}
        <div class="actions">
          <Submit aria-disabled={running}>{words.save}</Submit>
        </div>
      </form>
    </section>
  );
}
