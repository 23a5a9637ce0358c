import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import type { Texts } from "./texts/texts.ts";

interface AddFormProps {
  readonly texts: Texts;
  /** Resolves to whether the site was added. */
  readonly add: (url: string, menuPath: string) => Promise<boolean>;
}

/** The form to add a site. */
export function AddForm({ texts, add }: AddFormProps): JSX.Element {
  const [url, setUrl] = useState("");
  const [menuPath, setMenuPath] = useState("/");
  const submit = (event: Event): void => {
    event.preventDefault();
    void add(url, menuPath).then((added) => {
      if (!added) return;
      setUrl("");
      setMenuPath("/");
    });
  };
  return (
    <form onSubmit={submit}>
      <Field
        name="url"
        label={texts.url}
        input={{ inputMode: "url", value: url, onInput: ({ currentTarget }) => setUrl(currentTarget.value) }}
      />
      <Field
        name="menu-path"
        label={texts.menuPath}
        input={{ value: menuPath, onInput: ({ currentTarget }) => setMenuPath(currentTarget.value) }}
      />
      <Submit>{texts.addButton}</Submit>
    </form>
  );
}
