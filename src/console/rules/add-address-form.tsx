import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { addNoticeAddress } from "../../client/console/notice-addresses.ts";
import { mailAddressForm } from "../../core/mail-address.ts";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Failure } from "../parts/failure.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { noticeTexts } from "./notice-texts.ts";

/** Adds a mail address. */
export function AddAddressForm({ added }: { readonly added: () => void }): JSX.Element {
  const { service, attempt, texts, language, say } = useSite();
  const words = noticeTexts(language);
  const [mail, setMail] = useState("");
  const [wrong, setWrong] = useState(false);
  const { running, failure, run } = useAction();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const address = mail.trim();
    const isAddress = mailAddressForm.test(address);
    setWrong(!isAddress);
    if (!isAddress) return;
    run(async () => {
      await attempt(() => addNoticeAddress(service, address));
      setMail("");
      added();
      say(words.added(address));
    });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Failure code={failure} texts={texts} />
      <Field
        name="notice-mail"
        label={words.mail}
        hint={words.mailHint}
        error={wrong ? words.mailWrong : undefined}
        input={{
          type: "email",
          autocomplete: "off",
          maxLength: 320,
          value: mail,
          onInput: ({ currentTarget }) => setMail(currentTarget.value),
        }}
      />
      <div class="actions">
        <Submit aria-disabled={running}>{words.add}</Submit>
      </div>
    </form>
  );
}
