import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Texts } from "../texts/texts.ts";
import { Button } from "./button.tsx";

interface CopyDiagnosisProps {
  readonly texts: Pick<Texts, "diagnosis">;
  /** Returns the current diagnosis. */
  readonly diagnose: () => string;
}

/** 「診断情報をコピー」, and the copied line: people see what they will send, and can copy it by hand. */
export function CopyDiagnosis({ texts: { diagnosis: texts }, diagnose }: CopyDiagnosisProps): JSX.Element {
  const [copied, setCopied] = useState<{ readonly line: string; readonly sentence: string }>();
  const copy = async (): Promise<void> => {
    const line = diagnose();
    const sentence = await navigator.clipboard.writeText(line).then(
      () => texts.copied,
      // The browser gives no reason that a person could act on.
      () => texts.refused,
    );
    setCopied({ line, sentence });
  };
  return (
    <div class="diagnosis">
      <Button kind="link" onClick={() => void copy()}>
        {texts.copy}
      </Button>
      <p role="status">{copied?.sentence}</p>
      {copied !== undefined && <code>{copied.line}</code>}
    </div>
  );
}
