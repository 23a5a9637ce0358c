import type { JSX } from "preact";
import { listLogins } from "../../client/console/accounts.ts";
import { writeAddress } from "../address/site-address.ts";
import { Heading } from "../parts/heading.tsx";
import { Pager } from "../parts/pager.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { LoginTable } from "./login-table.tsx";

/** ログイン履歴. */
export function LoginHistoryPage({ number }: { readonly number: number }): JSX.Element {
  const { service, texts } = useSite();
  const { logins: words } = texts;
  const loaded = useLoaded(`logins-${number}`, () => listLogins(service, number));
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
              <LoginTable logins={logins} />
              <Pager {...pager} below />
            </>
          );
        }}
      </ScreenPart>
    </>
  );
}
