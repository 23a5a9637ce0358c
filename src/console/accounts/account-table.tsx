import type { JSX } from "preact";
import type { ListedAccount } from "../../protocol/console/accounts.ts";
import { Button } from "../../ui/components/button.tsx";
import { listedMoment } from "../parts/formats.ts";
import { ListTable } from "../parts/list-table.tsx";
import { StateBadge, type Tone } from "../parts/state-badge.tsx";
import { useSite } from "../session/site.ts";
import type { Change } from "./change-dialog.tsx";
import { managingTexts } from "./managing-texts.ts";

const tones = { invited: "waiting", active: "good", disabled: "over" } as const satisfies Record<ListedAccount["state"], Tone>;

/** What can be done with somebody else's account. */
export type Act = Change | "edit" | "sessions";

interface AccountTableProps {
  readonly accounts: readonly ListedAccount[];
  /** Undefined for somebody who may not manage accounts. */
  readonly act: ((account: ListedAccount, act: Act) => void) | undefined;
}

/** The tenant's accounts. As in the list of certificates, the roles of the table are written out. */
export function AccountTable({ accounts, act }: AccountTableProps): JSX.Element {
  const { session, texts, language } = useSite();
  const { accounts: words } = texts;
  const managing = managingTexts(language);
  const { name, role, state, secondFactor, lastLogin, actions } = words.columns;
  const columns = [name, role, state, secondFactor, lastLogin, ...(act === undefined ? [] : [actions])];
  return (
    <ListTable label={words.heading} name="accounts" columns={columns}>
      {accounts.map((account) => {
        const isOwn = account.name === session.user;
        const action = (label: string, what: Act): JSX.Element => (
          <Button aria-label={words.named(label, account.name)} onClick={() => act?.(account, what)}>
            {label}
          </Button>
        );
        return (
          <tr key={account.name} role="row">
            <td role="cell" class="name">
              <span class="strong">{account.name}</span> {isOwn && <span class="quiet">({words.you})</span>}
              <p class="quiet">{[account.personName, account.mail ?? ""].filter((part) => part !== "").join(" · ")}</p>
            </td>
            <td role="cell">{texts.roles[account.role]}</td>
            <td role="cell">
              <StateBadge tone={tones[account.state]}>{words.states[account.state]}</StateBadge>
              {account.invitationMail === "failed" && <p class="quiet">{managing.mailFailed}</p>}
            </td>
            <td role="cell" data-term={secondFactor}>
              {words.secondFactor[account.secondFactor]}
            </td>
            <td role="cell" data-term={lastLogin}>
              {account.lastLoginAt === null ? words.never : listedMoment(account.lastLoginAt, language)}
            </td>
            {act !== undefined && (
              <td role="cell">
                {!isOwn && (
                  <div class="actions">
                    {action(managing.edit, "edit")}
                    {action(managing.sessions, "sessions")}
                    {account.state === "disabled" ? action(words.enable, "enable") : action(words.disable, "disable")}
                    {action(words.reset, "reset")}
                  </div>
                )}
              </td>
            )}
          </tr>
        );
      })}
    </ListTable>
  );
}
