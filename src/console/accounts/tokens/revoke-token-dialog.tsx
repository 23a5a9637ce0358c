import type { JSX } from "preact";
import { revokeToken } from "../../../client/console/tokens.ts";
import type { ListedToken } from "../../../protocol/console/tokens.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";

interface RevokeTokenDialogProps {
  readonly token: ListedToken;
  readonly revoked: () => void;
  readonly close: () => void;
}

/** Asks before a token is revoked, and says what that means. */
export function RevokeTokenDialog({ token: { id, name }, revoked, close }: RevokeTokenDialogProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { tokens: words } = texts;
  const { running, failure, run } = useAction();
  const carryOut = (): void =>
    run(async () => {
      await attempt(() => revokeToken(service, id));
      revoked();
      say(words.revoked(name));
    });
  return (
    <Modal heading={words.revokeQuestion(name)} close={close}>
      <p>{words.revokeConsequence}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="danger" aria-disabled={running} onClick={carryOut}>
          {words.revoke}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
