import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import type { Texts } from "./texts/texts.ts";

interface PasswordFormProps {
  readonly texts: Texts["files"];
  readonly fileName: string;
  /** Resolves to whether the password opened the file. */
  readonly open: (password: string) => Promise<boolean>;
  readonly cancel: () => void;
}

/** Asks for a .p12 file's password, which may be empty, and which exists only in the field and in no state that outlives the press. */
export function PasswordForm({ texts, fileName, open, cancel }: PasswordFormProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  // Before the person can type anywhere else.
  useLayoutEffect(() => field.current?.focus(), [fileName]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { current } = field;
    if (current === null) return;
    const password = current.value;
    current.value = "";
    if (!(await open(password))) current.focus();
  };
  return (
    <form class="password" onSubmit={(event) => void submit(event)}>
      <Field
        name="file-password"
        label={texts.password(fileName)}
        input={{ ref: field, type: "password", required: false, autocomplete: "off", "aria-describedby": "password-kept" }}
      />
      <p class="quiet" id="password-kept">
        {texts.passwordKept}
      </p>
      <div class="actions">
        <Submit>{texts.read}</Submit>
        <Button onClick={cancel}>{texts.cancel}</Button>
      </div>
    </form>
  );
}
