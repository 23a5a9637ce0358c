import type { JSX } from "preact";
import type { ListedToken } from "../../../protocol/console/tokens.ts";
import { Button } from "../../../ui/components/button.tsx";
import { listedMoment } from "../../parts/formats.ts";
import { ListTable } from "../../parts/list-table.tsx";
import { StateBadge, type Tone } from "../../parts/state-badge.tsx";
import { useSite } from "../../session/site.ts";

const tones = { valid: "good", expired: "over", revoked: "over" } as const satisfies Record<ListedToken["state"], Tone>;

interface TokenTableProps {
  readonly tokens: readonly ListedToken[];
  readonly revoke: (token: ListedToken) => void;
}

/** The tenant's tokens. As in the list of certificates, the roles of the table are written out. */
export function TokenTable({ tokens, revoke }: TokenTableProps): JSX.Element {
  const { texts, language } = useSite();
  const { tokens: words } = texts;
  const { name, scopes, state, endsAt, lastUsedAt, actions } = words.columns;
  return (
    <ListTable label={words.heading} name="tokens" columns={[name, scopes, state, endsAt, lastUsedAt, actions]}>
      {tokens.map((token) => (
        <tr key={token.id} role="row">
          <td role="cell" class="name">
            <span class="strong">{token.name}</span>
            <p class="quiet">
              <span class="serial">{token.id}</span> · {words.madeBy(token.account)}
            </p>
          </td>
          <td role="cell">{words.several(token.scopes.map((scope) => words.scopes[scope]))}</td>
          <td role="cell">
            <StateBadge tone={tones[token.state]}>{words.states[token.state]}</StateBadge>
          </td>
          <td role="cell" data-term={endsAt}>
            <time dateTime={token.endsAt}>{listedMoment(token.endsAt, language)}</time>
          </td>
          <td role="cell" data-term={lastUsedAt}>
            {token.lastUsedAt === null ? (
              words.never
            ) : (
              <time dateTime={token.lastUsedAt}>{listedMoment(token.lastUsedAt, language)}</time>
            )}
          </td>
          <td role="cell">
            {token.state === "valid" && (
              <div class="actions">
                <Button aria-label={texts.accounts.named(words.revoke, token.name)} onClick={() => revoke(token)}>
                  {words.revoke}
                </Button>
              </div>
            )}
          </td>
        </tr>
      ))}
    </ListTable>
  );
}
