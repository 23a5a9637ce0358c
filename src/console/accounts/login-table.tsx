import type { JSX } from "preact";
import type { LoginEntry } from "../../protocol/console/accounts.ts";
import { listedMoment } from "../parts/formats.ts";
import { ListTable } from "../parts/list-table.tsx";
import { StateBadge, type Tone } from "../parts/state-badge.tsx";
import { useSite } from "../session/site.ts";

const tones = {
  "password-right": "waiting",
  "provider-right": "waiting",
  opened: "good",
  wrong: "bad",
  locked: "bad",
  "other-tenant": "bad",
  "second-factor-wrong": "bad",
  disabled: "bad",
  "no-access": "bad",
  "logged-out": "over",
} as const satisfies Record<LoginEntry["result"], Tone>;

/** Attempts to log in, and logouts. */
export function LoginTable({ logins }: { readonly logins: readonly LoginEntry[] }): JSX.Element {
  const { texts, language } = useSite();
  const { logins: words } = texts;
  const { columns } = words;
  return (
    <ListTable label={words.heading} name="logins" columns={Object.values(columns)}>
      {logins.map((entry, row) => (
        <tr key={`${entry.at}-${row}`} role="row">
          <td role="cell">
            <time dateTime={entry.at}>{listedMoment(entry.at, language)}</time>
          </td>
          <td role="cell" class="name">
            {entry.user === "" ? <span class="quiet">{words.unknownUser}</span> : entry.user}
          </td>
          <td role="cell">
            <StateBadge tone={tones[entry.result]}>{words.results[entry.result]}</StateBadge>
          </td>
          <td role="cell" data-term={columns.cn}>
            {entry.cn}
          </td>
          <td role="cell" data-term={columns.host}>
            {entry.host}
          </td>
          <td role="cell" data-term={columns.address}>
            {entry.address}
          </td>
        </tr>
      ))}
    </ListTable>
  );
}
