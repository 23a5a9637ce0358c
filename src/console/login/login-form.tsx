import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { logIn } from "../../client/console/session.ts";
import type { Session } from "../../protocol/console/session.ts";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Failure } from "../parts/failure.tsx";
import { useAction } from "../session/use-action.ts";
import type { Texts } from "../texts/texts.ts";

interface LoginFormProps {
  readonly service: Service;
  readonly texts: Texts;
  /** Whose session has expired: only they can carry on. */
  readonly user?: string | undefined;
  readonly opened: (session: Session) => void;
}

/** User name and password. */
export function LoginForm({ service, texts, user: expected, opened }: LoginFormProps): JSX.Element {
  const [user, setUser] = useState(expected ?? "");
  const [password, setPassword] = useState("");
  const { running, failure, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  // Where the person corrects the input.
  useLayoutEffect(() => {
    if (failure !== undefined) form.current?.querySelector<HTMLInputElement>("#login-password")?.focus();
  }, [failure]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    run(async () => {
      const session = await logIn(service, { user: user.trim(), password });
      setPassword("");
      opened(session);
    });
  };
  return (
    <form ref={form} onSubmit={submit}>
      <Failure code={failure} texts={texts} title={texts.login.failed} />
      <Field
        name="login-user"
        label={texts.login.user}
        input={{
          autocomplete: "username",
          autocapitalize: "off",
          spellcheck: false,
          maxLength: 64,
          readOnly: expected !== undefined,
          autofocus: expected === undefined,
          value: user,
          onInput: ({ currentTarget }) => setUser(currentTarget.value),
        }}
      />
      <Field
        name="login-password"
        label={texts.login.password}
        input={{
          type: "password",
          autocomplete: "current-password",
          maxLength: 256,
          autofocus: expected !== undefined,
          value: password,
          onInput: ({ currentTarget }) => setPassword(currentTarget.value),
        }}
      />
      <Submit aria-disabled={running}>{texts.login.submit}</Submit>
    </form>
  );
}
