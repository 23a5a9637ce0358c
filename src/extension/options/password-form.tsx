import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isolated } from "../../core/name/isolated.ts";
import type { Following } from "../../core/pace.ts";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import type { Texts } from "./texts/texts.ts";

interface PasswordFormProps {
  readonly texts: Texts["files"];
  readonly fileName: string;
  /** Resolves to why the password did not open the file, if so; rejects with the signal's reason if it was stopped. */
  readonly open: (password: string, following: Following) => Promise<string | undefined>;
  readonly cancel: () => void;
}

/**
 * Asks for a .p12 file's password, which may be empty, and which exists only in the field and in no state that outlives
 * the press. Opening a file may take long: its progress is shown, and it can be stopped.
 */
export function PasswordForm({ texts, fileName, open, cancel }: PasswordFormProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const opening = useRef<AbortController | undefined>(undefined);
  const [part, setPart] = useState<number>();
  const [error, setError] = useState<string>();
  // Before the person can type anywhere else.
  useLayoutEffect(() => {
    setError(undefined);
    field.current?.focus();
  }, [fileName]);
  // Another file has been chosen, or the person has pressed "Cancel".
  useEffect(() => () => opening.current?.abort(), [fileName]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { current } = field;
    if (current === null || opening.current !== undefined) return;
    const password = current.value;
    current.value = "";
    const stop = new AbortController();
    opening.current = stop;
    setError(undefined);
    try {
      const found = await open(password, { signal: stop.signal, progress: setPart });
      setError(found);
      if (found !== undefined) current.focus();
    } catch (reason) {
      if (!stop.signal.aborted) throw reason;
    } finally {
      opening.current = undefined;
      setPart(undefined);
    }
  };
  return (
    <form class="password" onSubmit={(event) => void submit(event)}>
      <Field
        name="file-password"
        label={<Breakable>{texts.password(isolated(fileName))}</Breakable>}
        hint={texts.passwordKept}
        error={error}
        input={{ ref: field, type: "password", required: false, autocomplete: "off" }}
      />
      {part !== undefined && (
        <label>
          {texts.reading}
          <progress value={part} />
        </label>
      )}
      <div class="actions">
        <Submit aria-disabled={part !== undefined}>{texts.read}</Submit>
        <Button onClick={cancel}>{texts.cancel}</Button>
      </div>
    </form>
  );
}
