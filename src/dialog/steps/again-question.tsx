import type { JSX } from "preact";
import { Heading } from "../parts/heading.tsx";
import type { View } from "../parts/view.ts";

/** Asks before an earlier replacement becomes invalid. */
export function AgainQuestion({ fileName, view }: { readonly fileName: string; readonly view: View }): JSX.Element {
  const { texts, send } = view;
  return (
    <>
      <Heading>{texts.again.question}</Heading>
      <p class="note warning">{texts.again.lead(fileName)}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => send({ type: "decline" })}>
          {texts.again.decline}
        </button>
        <button type="button" class="button primary" onClick={() => send({ type: "agree" })}>
          {texts.again.agree}
        </button>
      </div>
    </>
  );
}
