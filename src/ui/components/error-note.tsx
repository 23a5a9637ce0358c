import type { ComponentChildren, JSX } from "preact";

interface ErrorNoteProps {
  readonly title: string;
  /** What happened and what to do. */
  readonly sentence: string;
  readonly code: string;
  /** It stands on a page and not in a dialog: its title is a heading of the page's, and it can take the focus. */
  readonly onPage?: boolean;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

/** Says at once what failed and what to do, with the code for the support desk. */
export function ErrorNote({ title, sentence, code, onPage = false, children }: ErrorNoteProps): JSX.Element {
  const Title = onPage ? "h2" : "p";
  return (
    <div class="note danger" role="alert" tabIndex={onPage ? -1 : undefined}>
      <Title class="note-title">{title}</Title>
      <p>
        {sentence} <span class="quiet">({code})</span>
      </p>
      {children}
    </div>
  );
}
