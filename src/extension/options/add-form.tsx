import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import type { SiteField } from "../sites/site-list.ts";
import type { Texts } from "./texts/texts.ts";

/** Why fields are invalid; none if the site was added. */
export type FieldErrors = Readonly<Partial<Record<SiteField, string>>>;

interface AddFormProps {
  readonly texts: Texts;
  readonly add: (url: string, menuPath: string) => Promise<FieldErrors>;
}

/** The form to add a site. */
export function AddForm({ texts, add }: AddFormProps): JSX.Element {
  const [url, setUrl] = useState("");
  const [menuPath, setMenuPath] = useState("/");
  const [errors, setErrors] = useState<FieldErrors>({});
  const form = useRef<HTMLFormElement>(null);
  // Where the person corrects the input, and where a screen reader reads the error.
  useLayoutEffect(() => form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus(), [errors]);
  const submit = (event: Event): void => {
    event.preventDefault();
    void add(url, menuPath).then((found) => {
      setErrors(found);
      if (Object.keys(found).length > 0) return;
      setUrl("");
      setMenuPath("/");
    });
  };
  return (
    // The browser's own messages disappear, and are in its language instead of the page's.
    <form ref={form} noValidate onSubmit={submit}>
      <Field
        name="url"
        label={texts.url}
        error={errors.url}
        input={{ inputMode: "url", value: url, onInput: ({ currentTarget }) => setUrl(currentTarget.value) }}
      />
      <Field
        name="menu-path"
        label={texts.menuPath}
        error={errors.menuPath}
        input={{ value: menuPath, onInput: ({ currentTarget }) => setMenuPath(currentTarget.value) }}
      />
      <Submit>{texts.addButton}</Submit>
    </form>
  );
}
