import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { makeRecoveryCodes } from "../../client/console/own-account.ts";
import type { OwnAccount } from "../../protocol/console/own-account.ts";
import { Button } from "../../ui/components/button.tsx";
import { KeptCodes } from "../login/kept-codes.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import type { OwnSecurityTexts } from "../texts/own-security-texts.ts";

interface OwnCodesProps {
  readonly account: OwnAccount;
  readonly words: OwnSecurityTexts["codes"];
  readonly reload: () => void;
}

/** One's own recovery codes: how many are left, and new ones, which are shown once. */
export function OwnCodes({ account, words, reload }: OwnCodesProps): JSX.Element {
  const { service, texts, attempt } = useSite();
  const [open, setOpen] = useState<"question" | readonly string[]>();
  const { running, failure, run } = useAction();
  const close = (): void => setOpen(undefined);
  const make = (): void => run(async () => setOpen(await attempt(() => makeRecoveryCodes(service))));
  return (
    <section class="card">
      <h2>{words.heading}</h2>
      <p>{words.left(account.recoveryCodes)}</p>
      <div class="actions">
        <Button onClick={() => setOpen("question")}>{words.make}</Button>
      </div>
      {open === "question" && (
        <Modal heading={words.question} close={close}>
          <p>{words.consequence}</p>
          <Failure code={failure} texts={texts} />
          <div class="actions">
            <Button kind="primary" aria-disabled={running} onClick={make}>
              {texts.ok}
            </Button>
            <Button onClick={close}>{texts.cancel}</Button>
          </div>
        </Modal>
      )}
      {open !== undefined && open !== "question" && (
        // Escape does not lose them: the person says that they are kept.
        <Modal heading={texts.recoveryCodes.heading} close={() => undefined}>
          <KeptCodes
            codes={open}
            texts={texts.recoveryCodes}
            submit={texts.close}
            proceed={() => {
              close();
              reload();
            }}
          />
        </Modal>
      )}
    </section>
  );
}
