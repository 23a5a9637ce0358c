import type { JSX } from "preact";
import { listRenewals } from "../../client/console/board.ts";
import type { StuckReason } from "../../protocol/console/board.ts";
import { listedDay } from "../parts/formats.ts";
import { StateBadge, type Tone } from "../parts/state-badge.tsx";
import { permits, useSite } from "../session/site.ts";
import type { BoardTexts } from "../texts/board/board-texts.ts";
import { ActLink, CertificateCell, CodeLink, PresentedCell, Steps } from "./renewal-cells.tsx";
import { RenewalSection, type BoardPages } from "./renewal-section.tsx";

const tones = {
  expired: "bad",
  "ends-soon": "bad",
  "not-renewable": "waiting",
  unused: "waiting",
} as const satisfies Record<StuckReason, Tone>;

interface StuckRenewalsProps {
  readonly words: BoardTexts;
  readonly pages: BoardPages;
}

/** The renewals that do not go on by themselves, each with why and with what gets it going. */
export function StuckRenewals({ words, pages }: StuckRenewalsProps): JSX.Element {
  const { service, session } = useSite();
  const { stuck } = words;
  const { columns } = stuck;
  const acts = permits(session.role, "operator");
  return (
    <RenewalSection
      show="stuck"
      texts={stuck}
      pagerLabel={words.pager.stuck}
      columns={acts ? Object.values(columns) : Object.values(columns).slice(0, -1)}
      pages={pages}
      read={(page) => listRenewals(service, { show: "stuck", page })}
    >
      {(renewal) => (
        <>
          <td role="cell" class="name">
            <CertificateCell renewal={renewal} />
          </td>
          <td role="cell" class="why">
            {renewal.reason !== null && (
              <>
                <StateBadge tone={tones[renewal.reason]}>{stuck.reasons[renewal.reason].name}</StateBadge>
                <div class="reason">{stuck.reasons[renewal.reason].explanation}</div>
              </>
            )}
          </td>
          <td role="cell" data-term={columns.stage}>
            <Steps steps={renewal.steps} words={words} />
          </td>
          <td role="cell" data-term={columns.deadline}>
            {renewal.deadline === null ? words.noDeadline : <time dateTime={renewal.deadline}>{listedDay(renewal.deadline)}</time>}
          </td>
          <td role="cell" data-term={columns.lastPresented}>
            <PresentedCell last={renewal.lastPresented ?? renewal.predecessor?.lastPresented ?? null} words={words} />
          </td>
          {acts && (
            <td role="cell" class="act">
              <ActLink renewal={renewal} words={words} /> <CodeLink renewal={renewal} words={words} />
            </td>
          )}
        </>
      )}
    </RenewalSection>
  );
}
