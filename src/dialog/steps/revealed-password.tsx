import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { copyPassword, mayReadClipboard } from "../../ui/clipboard.ts";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button } from "../../ui/components/button.tsx";
import type { View } from "../parts/view.ts";
import { saveFile } from "./save-file.ts";

interface RevealedPasswordProps {
  readonly password: string;
  /** The certificate's file; the password's text file has the same base name. */
  readonly fileName: string;
  /** The password was already copied or saved. */
  readonly kept: boolean;
  readonly view: View;
}

/** The password in plain text, with two ways to keep it. */
export function RevealedPassword({ password, fileName, kept, view }: RevealedPasswordProps): JSX.Element {
  const { texts, send, announce } = view;
  const [note, setNote] = useState<string>();
  const field = useRef<HTMLDivElement>(null);
  // Before it is drawn: the dialog may scroll to it, and a press on a button must not meet what was there a moment before.
  useLayoutEffect(() => field.current?.focus(), []);
  const ways = useRef<HTMLDivElement>(null);
  const withdraw = useRef<() => void>(undefined);
  useEffect(() => () => withdraw.current?.(), []);

  const say = (sentence: string): void => {
    setNote(sentence);
    announce(sentence);
  };
  const copy = async (): Promise<void> => {
    try {
      const after = (wait: number, action: () => Promise<void>): void => void setTimeout(() => void action(), wait);
      const mayRead = (): Promise<boolean> => mayReadClipboard(navigator);
      const cleared = await copyPassword(password, { clipboard: navigator.clipboard, after, mayRead });
      say(cleared ? texts.password.copied : texts.password.copiedToStay);
      send({ type: "password-kept" });
    } catch {
      // The browser gives no reason that a person could act on; the text file remains as the other option.
      say(texts.password.copyRefused);
    }
  };
  const save = (): void => {
    if (ways.current === null) return;
    const refused = (): void => say(texts.password.saveRefused);
    const textName = fileName.replace(/\.p12$/, ".txt");
    withdraw.current?.();
    try {
      // Only a line feed: tools that read a password from a file would treat a carriage return as part of it.
      const text = new Blob([`${password}\n`], { type: "text/plain" });
      withdraw.current = saveFile(ways.current, textName, text, refused);
      // Whether it was saved is not known.
      say(texts.password.savedText(textName));
    } catch {
      // The reason is unknown; copying remains as the other option.
      refused();
    }
  };
  return (
    <>
      <div class="field">
        <span id="koshin-password">{texts.password.label}</span>
        {/* Not text of the document: a page can read a selection even in a closed shadow root, and `window.find` reveals
            the text letter by letter. Content that a style sheet generates can be neither selected nor found. It is not
            exposed to screen readers either: the description spells the password letter by letter. */}
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
      {note !== undefined && (
        <p class="file done">
          <Breakable>{note}</Breakable>
        </p>
      )}
    </>
  );
}

/**
 * A password as a screen reader should read it: character by character, with a pause between the groups. Read as words,
 * groups such as `w4h5` would be unintelligible.
 *
 * @param hyphen the word for the groups' separator
 */
function spellOut(password: string, hyphen: string): string {
  return password
    .split("-")
    .map((group) => Array.from(group).join(" "))
    .join(`, ${hyphen}, `);
}
