import type { JSX } from "preact";
import { firstQuery } from "../../client/console/certificate-parameters.ts";
import { askNotices } from "../../client/console/tenant.ts";
import type { Notices } from "../../protocol/console/tenant.ts";
import { Button } from "../../ui/components/button.tsx";
import { writeAddress } from "../address/site-address.ts";
import { listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { useOwnRenewal } from "./own-renewal.ts";
import { QuickSearch } from "./quick-search.tsx";

type Kind = Notices["system"][number]["kind"];

/** TOP: システム通知 and 管理者からのお知らせ; and the renewal of the certificate with which the site is looked at. */
export function TopPage(): JSX.Element {
  const { service, texts, language } = useSite();
  const loaded = useLoaded("notices", () => askNotices(service));
  const own = useOwnRenewal();
  return (
    <>
      <Heading actions={<QuickSearch />}>{texts.tabs.top}</Heading>
      <ScreenPart loaded={loaded}>
        {({ system, announcements }) => (
          <>
            <section class="card">
              <h2>{texts.top.system}</h2>
              {system.length === 0 && <p class="quiet">{texts.top.nothing}</p>}
              <ul class="notices">
                {own.isClosed && (
                  <li class="note">
                    <Button kind="link" onClick={own.open}>
                      {texts.top.ownRenewal}
                    </Button>
                  </li>
                )}
                {system.map(({ kind, count }) => (
                  <li key={kind} class={kind === "expires" ? "note warning" : "note danger"}>
                    <a href={addressOf(kind)}>{texts.top.notices[kind](count)}</a>
                  </li>
                ))}
              </ul>
            </section>
            <section class="card">
              <h2>{texts.top.announcements}</h2>
              {announcements.length === 0 && <p class="quiet">{texts.top.noAnnouncements}</p>}
              {announcements.map(({ title, text, at, by }) => (
                <article key={at + title}>
                  <h3>{title}</h3>
                  <p class="quiet">
                    <time dateTime={at}>{listedMoment(at, language)}</time>
                    {` · ${texts.top.announcer}${by === null ? "" : ` (${by})`}`}
                  </p>
                  <p class="lines">{text}</p>
                </article>
              ))}
            </section>
          </>
        )}
      </ScreenPart>
    </>
  );
}

/** The list of what a notice counts. */
function addressOf(kind: Kind): string {
  return writeAddress({ page: "certificates", query: { ...firstQuery, attention: kind } });
}
