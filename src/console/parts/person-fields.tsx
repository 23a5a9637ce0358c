import type { JSX } from "preact";
import { useState } from "preact/hooks";
import * as v from "valibot";
import { MailAddress } from "../../protocol/console/accounts.ts";
import { Field } from "../../ui/components/field.tsx";

interface PersonFields {
  /** As they are saved; without a mail address, null. */
  readonly facts: { readonly personName: string; readonly mail: string | null };
  /** Shows what is wrong with the mail address. Returns whether it can be saved. */
  readonly check: () => boolean;
  readonly fields: JSX.Element;
}

interface PersonWords {
  readonly personName: string;
  readonly mail: string;
  readonly mailHint: string;
  readonly mailWrong: string;
}

/**
 * The fields of an account's name and mail address.
 *
 * @param kind - `own`, which browsers may fill in, or `edit`, somebody else's; the fields' names begin with it
 */
export function usePersonFields(kind: "own" | "edit", account: PersonFields["facts"], words: PersonWords): PersonFields {
  const [personName, setPersonName] = useState(account.personName);
  const [mail, setMail] = useState(account.mail ?? "");
  const [wrong, setWrong] = useState(false);
  const entered = mail.trim();
  const check = (): boolean => {
    const isFit = entered === "" || v.is(MailAddress, mail);
    setWrong(!isFit);
    return isFit;
  };
  const fields = (
    <>
      <Field
        name={`${kind}-name`}
        label={words.personName}
        input={{
          required: false,
          autocomplete: kind === "own" ? "name" : "off",
          maxLength: 64,
          value: personName,
          onInput: ({ currentTarget }) => setPersonName(currentTarget.value),
        }}
      />
      <Field
        name={`${kind}-mail`}
        label={words.mail}
        hint={words.mailHint}
        error={wrong ? words.mailWrong : undefined}
        input={{
          type: "email",
          required: false,
          autocomplete: kind === "own" ? "email" : "off",
          maxLength: 254,
          value: mail,
          onInput: ({ currentTarget }) => setMail(currentTarget.value),
        }}
      />
    </>
  );
  return { facts: { personName: personName.trim(), mail: entered === "" ? null : entered }, check, fields };
}
