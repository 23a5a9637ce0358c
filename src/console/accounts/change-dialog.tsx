import type { JSX } from "preact";
import { changeAccount } from "../../client/console/accounts.ts";
import type { Invitation, ListedAccount } from "../../protocol/console/accounts.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";

/** What can be done with an account. */
export type Change = "disable" | "enable" | "reset";

interface ChangeDialogProps {
  readonly account: ListedAccount;
  readonly change: Change;
  readonly done: (name: string, invitation: Invitation | null) => void;
  readonly close: () => void;
}

/** Asks before an account is disabled, enabled or reset, and says what that means. */
export function ChangeDialog({ account, change, done, close }: ChangeDialogProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { accounts: words } = texts;
  const { running, failure, run } = useAction();
  const { name } = account;
  const carryOut = (): void =>
    run(async () => {
      const invitation = await attempt(() => changeAccount(service, name, { change }));
      done(name, invitation);
      say(words.done[change](name));
    });
  return (
    <Modal heading={words.questions[change](name)} close={close}>
      <p>{words.consequences[change]}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind={change === "enable" ? "primary" : "danger"} aria-disabled={running} onClick={carryOut}>
          {words[change]}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
