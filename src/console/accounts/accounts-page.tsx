import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { listAccounts } from "../../client/console/accounts.ts";
import type { Invitation, ListedAccount } from "../../protocol/console/accounts.ts";
import { Button } from "../../ui/components/button.tsx";
import { Heading } from "../parts/heading.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { permits, useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { AccountTable, type Act } from "./account-table.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { InvitationLink } from "./invitation-link.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { SessionsDialog } from "./sessions-dialog.tsx";

/** What is open above the page. */
type Open =
  | { readonly kind: "invite" }
  | { readonly kind: "act"; readonly account: ListedAccount; readonly act: Act }
  | { readonly kind: "invitation"; readonly name: string; readonly invitation: Invitation };

/** ユーザ管理. */
export function AccountsPage(): JSX.Element {
  const { service, session, texts } = useSite();
  const loaded = useLoaded("accounts", () => listAccounts(service));
  const [open, setOpen] = useState<Open>();
  const manages = permits(session.role, "administrator");
  const done = (name: string, invitation: Invitation | null): void => {
    setOpen(invitation === null ? undefined : { kind: "invitation", name, invitation });
    void loaded.reload();
  };
  return (
    <>
      <Heading
        actions={
          manages && (
            <div class="actions">
              <Button kind="primary" onClick={() => setOpen({ kind: "invite" })}>
                {texts.accounts.invite}
              </Button>
            </div>
          )
        }
      >
        {texts.accounts.heading}
      </Heading>
      <ScreenPart loaded={loaded}>
        {(accounts) => (
          <AccountTable accounts={accounts} act={manages ? (account, act) => setOpen({ kind: "act", account, act }) : undefined} />
        )}
      </ScreenPart>
      {open !== undefined && dialog(open)}
    </>
  );

  function dialog(shown: Open): JSX.Element {
    const close = (): void => setOpen(undefined);
    switch (shown.kind) {
      case "invite":
        return <InviteDialog invited={done} close={close} />;
      case "act": {
        const { account, act } = shown;
        if (act === "edit") return <EditDialog account={account} saved={() => void loaded.reload()} close={close} />;
        if (act === "sessions") return <SessionsDialog name={account.name} close={close} />;
        return <ChangeDialog account={account} change={act} done={done} close={close} />;
      }
      case "invitation":
        return <InvitationLink name={shown.name} invitation={shown.invitation} close={close} />;
    }
  }
}
