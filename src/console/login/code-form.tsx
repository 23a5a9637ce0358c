import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Failure } from "../parts/failure.tsx";
import { useAction } from "../session/use-action.ts";
import type { Texts } from "../texts/texts.ts";

interface CodeFormProps {
  readonly texts: Texts;
  readonly label: string;
  readonly hint?: string;
  readonly submit: string;
  /** Gives the code to the service. */
  readonly give: (code: string) => Promise<void>;
}

/** One code of the second factor. */
export function CodeForm({ texts, label, hint, submit, give }: CodeFormProps): JSX.Element {
  const [code, setCode] = useState("");
  const { running, failure, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    if (failure !== undefined) form.current?.querySelector("input")?.focus();
  }, [failure]);
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => {
          // Each code counts once, right or wrong.
          setCode("");
          await give(code.trim());
        });
      }}
    >
      <Failure code={failure} texts={texts} />
      <Field
        name="second-factor"
        label={label}
        {...(hint === undefined ? {} : { hint })}
        input={{
          class: "code",
          autocomplete: "one-time-code",
          autocapitalize: "off",
          spellcheck: false,
          maxLength: 64,
          autofocus: true,
          value: code,
          onInput: ({ currentTarget }) => setCode(currentTarget.value),
        }}
      />
      <Submit aria-disabled={running}>{submit}</Submit>
    </form>
  );
}
