import type { JSX } from "preact";
import { listRenewals } from "../../client/console/board.ts";
import type { Renewal } from "../../protocol/console/board.ts";
import { writeAddress } from "../address/site-address.ts";
import { listedDay } from "../parts/formats.ts";
import { permits, useSite } from "../session/site.ts";
import type { BoardTexts } from "../texts/board/board-texts.ts";
import { ActLink, CertificateCell, PresentedCell, Steps } from "./renewal-cells.tsx";
import { RenewalSection, type BoardPages } from "./renewal-section.tsx";

interface UnretiredRenewalsProps {
  readonly words: BoardTexts;
  readonly pages: BoardPages;
}

/** The old certificates that are still valid beside a replacement in use. */
export function UnretiredRenewals({ words, pages }: UnretiredRenewalsProps): JSX.Element {
  const { service, session } = useSite();
  const { unretired } = words;
  const { columns } = unretired;
  const acts = permits(session.role, "operator");
  return (
    <RenewalSection
      show="unretired"
      texts={unretired}
      pagerLabel={words.pager.unretired}
      columns={acts ? Object.values(columns) : Object.values(columns).slice(0, -1)}
      pages={pages}
      read={(page) => listRenewals(service, { show: "unretired", page })}
    >
      {(renewal) => (
        <>
          <td role="cell" class="name">
            <CertificateCell renewal={renewal} />
          </td>
          <td role="cell" data-term={columns.old}>
            <OldCertificate old={renewal.predecessor} />
          </td>
          <td role="cell" data-term={columns.used}>
            <Steps steps={renewal.steps} words={words} />
          </td>
          <td role="cell" data-term={columns.lastPresented}>
            <PresentedCell last={renewal.predecessor?.lastPresented ?? null} words={words} />
          </td>
          <td role="cell" data-term={columns.retires}>
            <End old={renewal.predecessor} texts={unretired} />
          </td>
          {acts && (
            <td role="cell" class="act">
              <ActLink renewal={renewal} words={words} />
            </td>
          )}
        </>
      )}
    </RenewalSection>
  );
}

function OldCertificate({ old }: { readonly old: Renewal["predecessor"] }): JSX.Element | null {
  if (old === null) return null;
  const { issuer, serial } = old;
  return (
    <a class="serial" href={writeAddress({ page: "certificate", identity: { issuer, serial } })}>
      {serial}
    </a>
  );
}

interface EndProps {
  readonly old: Renewal["predecessor"];
  readonly texts: BoardTexts["unretired"];
}

/** When an old certificate ends: by the organisation's rule, or by its expiry, whichever is earlier. */
function End({ old, texts }: EndProps): JSX.Element | null {
  if (old === null) return null;
  const { retiresAt, notAfter } = old;
  if (retiresAt !== null && retiresAt < notAfter) return <>{texts.until(listedDay(retiresAt))}</>;
  return (
    <>
      <time dateTime={notAfter}>{listedDay(notAfter)}</time> <span class="quiet">{texts.atExpiry}</span>
    </>
  );
}
