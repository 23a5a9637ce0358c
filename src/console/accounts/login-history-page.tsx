import type { JSX } from "preact";
import { listLogins } from "../../client/console/accounts.ts";
import type { LoginEntry } from "../../protocol/console/accounts.ts";
import { writeAddress } from "../address/site-address.ts";
import { listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { Pager } from "../parts/pager.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { StateBadge, type Tone } from "../parts/state-badge.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";

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

/** ログイン履歴. */
export function LoginHistoryPage({ number }: { readonly number: number }): JSX.Element {
  const { service, texts, language } = useSite();
  const { logins: words } = texts;
  const loaded = useLoaded(`logins-${number}`, () => listLogins(service, number));
  const { columns } = words;
  return (
    <>
      <Heading>{words.heading}</Heading>
      <ScreenPart loaded={loaded}>
        {({ logins, total, page, pages }) => {
          if (total === 0) return <p class="card empty">{words.empty}</p>;
          const at = (to: number): string => writeAddress({ page: "logins", number: to });
          const pager = { page, pages, at, texts: texts.pager };
          return (
            <>
              <div class="above-list">
                <p class="range" role="status">
                  {words.total(total)}
                </p>
                <Pager {...pager} />
              </div>
              <table class="list logins" role="table" aria-label={words.heading}>
                <thead role="rowgroup">
                  <tr role="row">
                    {Object.values(columns).map((column) => (
                      <th key={column} role="columnheader" scope="col">
                        {column}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody role="rowgroup">
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
                </tbody>
              </table>
              <Pager {...pager} below />
            </>
          );
        }}
      </ScreenPart>
    </>
  );
}
