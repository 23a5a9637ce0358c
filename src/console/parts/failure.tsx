import type { JSX } from "preact";
import type { AdministrationErrorCode } from "../../client/console/administration-error.ts";
import { Button } from "../../ui/components/button.tsx";
import { ErrorNote } from "../../ui/components/error-note.tsx";
import type { Texts } from "../texts/texts.ts";

interface FailureProps {
  readonly code: AdministrationErrorCode | undefined;
  readonly texts: Texts;
  /** By default that something did not work. */
  readonly title?: string;
  readonly retry?: () => void;
}

/** What failed and what to do; nothing if nothing has failed. */
export function Failure({ code, texts, title = texts.failed, retry }: FailureProps): JSX.Element | null {
  if (code === undefined) return null;
  return (
    <ErrorNote title={title} sentence={texts.errors[code]} code={code}>
      {retry !== undefined && <Button onClick={retry}>{texts.retry}</Button>}
    </ErrorNote>
  );
}
