import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { copyPassword } from "../clipboard.ts";
import type { View } from "../view.ts";

interface RevealedPasswordProps {
  readonly password: string;
  /** The certificate's file, beside which the password is saved. */
  readonly fileName: string;
  /** It was copied or saved already. */
  readonly kept: boolean;
  readonly view: View;
}

/** The password in the clear, with two ways to keep it. */
export function RevealedPassword({ password, fileName, kept, view }: RevealedPasswordProps): JSX.Element {
  const { texts, send, announce } = view;
  const [note, setNote] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const link = useBlobLink(password);
  const textName = fileName.replace(/\.p12$/, ".txt");
  useEffect(() => {
    field.current?.focus();
  }, []);

  const say = (sentence: string): void => {
    setNote(sentence);
    announce(sentence);
  };
  const keep = (sentence: string): void => {
    say(sentence);
    send({ type: "password-kept" });
  };
  const copy = async (): Promise<void> => {
    try {
      await copyPassword(password, { clipboard: navigator.clipboard, after: (wait, action) => setTimeout(() => void action(), wait) });
      keep(texts.password.copied);
    } catch {
      // The browser refuses without a reason that a person could act on; the two other ways remain.
      say(texts.password.copyRefused);
    }
  };
  return (
    <>
      <label class="field">
        <span>{texts.password.label}</span>
        <input
          ref={field}
          class="secret"
          readOnly
          value={password}
          autocomplete="off"
          spellcheck={false}
          onFocus={(event) => event.currentTarget.select()}
        />
      </label>
      <div class="ways">
        <button type="button" class={kept ? "button" : "button primary"} onClick={() => void copy()}>
          {texts.password.copy}
        </button>
        <a class="button" href={link} download={textName} onClick={() => keep(texts.password.savedText(textName))}>
          {texts.password.saveText}
        </a>
      </div>
      {note !== undefined && <p class="file done">{note}</p>}
    </>
  );
}

/**
 * A blob: address that holds the text while the component stands, and is withdrawn with it. The line ends as the
 * tools want it that read a password from a file: they would take a carriage return for a part of it.
 */
function useBlobLink(text: string): string {
  const [link] = useState(() => URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain" })));
  useEffect(() => () => URL.revokeObjectURL(link), [link]);
  return link;
}
