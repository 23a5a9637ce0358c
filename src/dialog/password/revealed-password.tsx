import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/components/button.tsx";
import { useFocus } from "../../ui/components/use-focus.ts";
import type { View } from "../parts/view.ts";
import { copyPassword, mayReadClipboard } from "./clipboard.ts";
import { saveText } from "./save-text.ts";

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
  const field = useFocus<HTMLDivElement>();
  const ways = useRef<HTMLDivElement>(null);
  const withdraw = useRef<() => void>(undefined);
  useEffect(() => () => withdraw.current?.(), []);

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
      const after = (wait: number, action: () => Promise<void>): void => void setTimeout(() => void action(), wait);
      const mayRead = (): Promise<boolean> => mayReadClipboard(navigator);
      const cleared = await copyPassword(password, { clipboard: navigator.clipboard, after, mayRead });
      keep(cleared ? texts.password.copied : texts.password.copiedToStay);
    } catch {
      // The browser refuses without a reason that a person could act on; the text file remains.
      say(texts.password.copyRefused);
    }
  };
  const save = (): void => {
    if (ways.current === null) return;
    const refused = (): void => say(texts.password.saveRefused);
    const textName = fileName.replace(/\.p12$/, ".txt");
    withdraw.current?.();
    try {
      // A line feed alone: tools that read a password from a file would take a carriage return for a part of it.
      withdraw.current = saveText(ways.current, textName, `${password}\n`, refused);
      keep(texts.password.savedText(textName));
    } catch {
      // No more is known than that it failed; the copy remains.
      refused();
    }
  };
  return (
    <>
      <div class="field">
        <span id="koshin-password">{texts.password.label}</span>
        {/* No text of the document: a page may read a selection even in a closed shadow root, and `window.find` tells it
            letter by letter what stands there. What a style sheet generates can be neither selected nor found. Nor is it
            a value that a screen reader reads out: it is given the password letter by letter. */}
        <div
          ref={field}
          class="secret"
          data-password={password}
          role="textbox"
          aria-readonly="true"
          aria-labelledby="koshin-password"
          aria-description={spellOut(password, texts.password.hyphen)}
          tabIndex={0}
        />
      </div>
      <div class="ways" ref={ways}>
        <Button kind={kept ? undefined : "primary"} onClick={() => void copy()}>
          {texts.password.copy}
        </Button>
        <Button onClick={save}>{texts.password.saveText}</Button>
      </div>
      {note !== undefined && <p class="file done">{note}</p>}
    </>
  );
}

/**
 * A password as it is heard: one character after the other, with a pause between the groups. Read as words, groups such
 * as `w4h5` are understood by nobody.
 *
 * @param hyphen the word for what separates the groups
 */
function spellOut(password: string, hyphen: string): string {
  return password
    .split("-")
    .map((group) => Array.from(group).join(" "))
    .join(`, ${hyphen}, `);
}
