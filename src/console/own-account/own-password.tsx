import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { changeOwnPassword } from "../../client/console/own-account.ts";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Failure } from "../parts/failure.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import type { OwnSecurityTexts } from "../texts/own-security-texts.ts";

/** The fewest characters of a password beside a second factor (NIST SP 800-63B-4). */
const shortestPassword = 8;

const nothing = { "present-password": "", "new-password": "", "repeated-password": "" };
type Entered = keyof typeof nothing;

interface OwnPasswordProps {
  readonly words: OwnSecurityTexts["password"];
  readonly changed: () => void;
}

/** Changes one's own password. */
export function OwnPassword({ words, changed }: OwnPasswordProps): JSX.Element {
  const { service, texts, attempt, say } = useSite();
  const { invitation } = texts;
  const [entered, setEntered] = useState<Readonly<Record<Entered, string>>>(nothing);
  const [wrong, setWrong] = useState<{ readonly field: Entered; readonly why: string }>();
  const { running, failure, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus(), [wrong]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { "present-password": present, "new-password": chosen, "repeated-password": repeated } = entered;
    setWrong(undefined);
    if (Array.from(chosen).length < shortestPassword) setWrong({ field: "new-password", why: invitation.tooShort });
    else if (chosen !== repeated) setWrong({ field: "repeated-password", why: invitation.different });
    else {
      run(async () => {
        await attempt(() => changeOwnPassword(service, { present, chosen }));
        setEntered(nothing);
        say(words.changed);
        changed();
      });
    }
  };
  const field = (name: Entered, label: string, hint?: string): JSX.Element => (
    <Field
      name={name}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      error={wrong?.field === name ? wrong.why : undefined}
      input={{
        type: "password",
        autocomplete: name === "present-password" ? "current-password" : "new-password",
        maxLength: 256,
        value: entered[name],
        onInput: ({ currentTarget: { value } }) => setEntered((before) => ({ ...before, [name]: value })),
      }}
    />
  );
  return (
    <section class="card">
      <h2>{words.heading}</h2>
      <p>{words.lead}</p>
      <form ref={form} noValidate onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        {field("present-password", words.present)}
        {field("new-password", invitation.password, invitation.hint)}
        {field("repeated-password", invitation.repeat)}
        <div class="actions">
          <Submit aria-disabled={running}>{words.submit}</Submit>
        </div>
      </form>
    </section>
  );
}
