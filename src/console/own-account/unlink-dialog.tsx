import type { JSX } from "preact";
import { unlinkIdentity } from "../../client/console/single-sign-on.ts";
import type { LinkedIdentity } from "../../protocol/console/single-sign-on.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { ownSecurityTexts } from "../texts/own-security-for.ts";

interface UnlinkDialogProps {
  readonly identity: LinkedIdentity;
  readonly done: () => void;
  readonly close: () => void;
}

/** Asks before an identity is unlinked, and says what no longer works. */
export function UnlinkDialog({ identity: { id, provider }, done, close }: UnlinkDialogProps): JSX.Element {
  const { service, attempt, texts, language, say } = useSite();
  const words = ownSecurityTexts(language).unlinking;
  const { running, failure, run } = useAction();
  const carryOut = (): void =>
    run(async () => {
      await attempt(() => unlinkIdentity(service, id));
      say(texts.ownAccount.identities.removed(provider));
      done();
    });
  return (
    <Modal heading={words.question(provider)} close={close}>
      <p>{words.consequence(provider)}</p>
      <p>{words.password}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="danger" aria-disabled={running} onClick={carryOut}>
          {texts.ownAccount.identities.unlink}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
