import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ForetoldAct, JobAct } from "../../../protocol/console/jobs.ts";
import type { IssuedRecoveryCodes } from "../../../protocol/console/recovery-codes.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { jobEn } from "../../texts/job-en.ts";
import { jobJa } from "../../texts/job-ja.ts";
import { ActFields } from "./act-fields.tsx";
import { Confirmation } from "./confirmation.tsx";
import { IssueCodes } from "./issue-codes.tsx";
import { OrderRenewals } from "./order-renewals.tsx";

interface ActOnSeveralProps {
  readonly selection: Selection;
  /** The number of selected certificates. */
  readonly count: number;
  /** Whether they are all that a search finds, of which nobody has selected any: only what can be cancelled is offered. */
  readonly found?: boolean;
  readonly showCodes: (codes: IssuedRecoveryCodes) => void;
}

type Kind = ForetoldAct["kind"];

const kinds: readonly Kind[] = ["renew", "order", "code", "annotate", "revoke"];

/** What can be done with the selected certificates: each says what it will do to how many, before it does it. */
export function ActOnSeveral({ selection, count, found = false, showCodes }: ActOnSeveralProps): JSX.Element {
  const { language } = useSite();
  const words = { ja: jobJa, en: jobEn }[language];
  const { several } = words;
  const [kind, setKind] = useState<Kind>();
  const [act, setAct] = useState<JobAct>();
  const close = (): void => {
    setKind(undefined);
    setAct(undefined);
  };
  const choose = (chosen: Kind): void => {
    setKind(chosen);
    if (chosen === "renew") setAct({ kind: "renew" });
  };
  const common = { selection, words, close };
  return (
    <>
      <div class="actions" role="group" aria-label={found ? several.labelFound : several.label}>
        {found ? (
          <Button onClick={() => choose("order")}>{several.orderFound(count)}</Button>
        ) : (
          kinds.map((each) => (
            <Button key={each} onClick={() => choose(each)}>
              {several.buttons[each]}
            </Button>
          ))
        )}
      </div>
      {kind !== undefined && (
        <Modal heading={several.headings[kind](count)} close={close}>
          {kind === "order" && <OrderRenewals {...common} />}
          {kind === "code" && <IssueCodes {...common} issued={showCodes} />}
          {act === undefined && (kind === "annotate" || kind === "revoke") && (
            <ActFields kind={kind} words={words} proceed={setAct} close={close} />
          )}
          {act !== undefined && (
            <Confirmation {...common} act={act} back={kind === "renew" ? undefined : () => setAct(undefined)} />
          )}
        </Modal>
      )}
    </>
  );
}
