import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../ui/components/button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import type { Texts } from "../texts/texts.ts";

interface KeptCodesProps {
  readonly codes: readonly string[];
  readonly texts: Texts["recoveryCodes"];
  /** By default, to go on to the site. */
  readonly submit?: string;
  readonly proceed: () => void;
}

/** The recovery codes, which are shown once: the person confirms that they have kept them. */
export function KeptCodes({ codes, texts, submit = texts.submit, proceed }: KeptCodesProps): JSX.Element {
  const [kept, setKept] = useState(false);
  const [said, say] = useState("");
  return (
    <>
      <p>{texts.lead}</p>
      <ul class="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="actions">
        <CopyButton text={codes.join("\n")} label={texts.copy} done={(copied) => say(copied ? texts.copied : texts.notCopied)} />
      </div>
      <p role="status" class="quiet">
        {said}
      </p>
      <label class="check">
        <input type="checkbox" checked={kept} onChange={({ currentTarget }) => setKept(currentTarget.checked)} />
        <span>{texts.kept}</span>
      </label>
      <Button kind="primary" disabled={!kept} onClick={proceed}>
        {submit}
      </Button>
    </>
  );
}
