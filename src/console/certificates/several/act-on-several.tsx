import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { JobAct } from "../../../protocol/console/jobs.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { jobEn } from "../../texts/job-en.ts";
import { jobJa } from "../../texts/job-ja.ts";
import { ActFields } from "./act-fields.tsx";
import { Confirmation } from "./confirmation.tsx";

interface ActOnSeveralProps {
  readonly selection: Selection;
  /** The number of selected certificates. */
  readonly count: number;
}

/** What can be done with the selected certificates: each says what it will do to how many, before it does it. */
export function ActOnSeveral({ selection, count }: ActOnSeveralProps): JSX.Element {
  const { language } = useSite();
  const words = { ja: jobJa, en: jobEn }[language];
  const [kind, setKind] = useState<JobAct["kind"]>();
  const [act, setAct] = useState<JobAct>();
  const close = (): void => {
    setKind(undefined);
    setAct(undefined);
  };
  return (
    <>
      <div class="actions" role="group" aria-label={words.several.label}>
        <Button
          onClick={() => {
            setKind("renew");
            setAct({ kind: "renew" });
          }}
        >
          {words.several.buttons.renew}
        </Button>
        <Button onClick={() => setKind("annotate")}>{words.several.buttons.annotate}</Button>
        <Button onClick={() => setKind("revoke")}>{words.several.buttons.revoke}</Button>
      </div>
      {kind !== undefined && (
        <Modal heading={words.several.headings[kind](count)} close={close}>
          {act === undefined && kind !== "renew" && <ActFields kind={kind} words={words} proceed={setAct} close={close} />}
          {act !== undefined && (
            <Confirmation
              act={act}
              selection={selection}
              words={words}
              close={close}
              back={kind === "renew" ? undefined : () => setAct(undefined)}
            />
          )}
        </Modal>
      )}
    </>
  );
}
