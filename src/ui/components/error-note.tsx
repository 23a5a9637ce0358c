import type { ComponentChildren, JSX } from "preact";

interface ErrorNoteProps {
  readonly title: string;
  /** What happened and what to do. */
  readonly sentence: string;
  readonly code: string;
  /** On a page rather than in a dialog: the title is a heading, and the note can take the focus. */
  readonly onPage?: boolean;
  /** What happened is no failure: something is still to come. */
  readonly waiting?: boolean;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

/** An alert that says what failed or is awaited and what to do, with the code for the support desk. */
export function ErrorNote({ title, sentence, code, onPage = false, waiting = false, children }: ErrorNoteProps): JSX.Element {
  const Title = onPage ? "h2" : "p";
  return (
    <div class={waiting ? "note" : "note danger"} role="alert" tabIndex={onPage ? -1 : undefined}>
      <Title class="note-title">{title}</Title>
      <p>
        {sentence} <span class="quiet">({code})</span>
      </p>
      {children}
    </div>
  );
}
