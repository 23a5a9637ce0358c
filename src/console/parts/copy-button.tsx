import type { JSX } from "preact";
import { Button } from "../../ui/components/button.tsx";

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** Whether it could be copied: the browser may forbid it. */
  readonly done: (copied: boolean) => void;
}

/** A button that copies a text. */
export function CopyButton({ text, label, done }: CopyButtonProps): JSX.Element {
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => done(true),
      () => done(false),
    );
  return <Button onClick={copy}>{label}</Button>;
}
