import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Texts } from "./texts/texts.ts";

interface AddFormProps {
  readonly texts: Texts;
  /** Resolves to whether the site was added. */
  readonly add: (url: string, menuPath: string) => Promise<boolean>;
}

/** Where the person names one more site. */
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
      <label>
        {texts.url}
        <input type="text" inputMode="url" name="url" required value={url} onInput={(event) => setUrl(event.currentTarget.value)} />
      </label>
      <label>
        {texts.menuPath}
        <input type="text" name="menu-path" required value={menuPath} onInput={(event) => setMenuPath(event.currentTarget.value)} />
      </label>
      <button type="submit" class="primary">
        {texts.addButton}
      </button>
    </form>
  );
}
