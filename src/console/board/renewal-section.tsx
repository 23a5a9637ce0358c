import type { ComponentChildren, JSX } from "preact";
import type { Renewal, RenewalList, RenewalQuery } from "../../protocol/console/board.ts";
import { writeAddress } from "../address/site-address.ts";
import { ListTable } from "../parts/list-table.tsx";
import { Pager } from "../parts/pager.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";

/** The pages of the board's two lists. */
export type BoardPages = Readonly<Record<RenewalQuery["show"], number>>;

interface RenewalSectionProps {
  readonly show: RenewalQuery["show"];
  readonly texts: {
    readonly heading: string;
    readonly hint?: string;
    readonly none: string;
    readonly total: (count: number) => string;
  };
  readonly pagerLabel: string;
  readonly columns: readonly string[];
  readonly pages: BoardPages;
  readonly read: (page: number) => Promise<RenewalList>;
  /** The cells of a row. */
  readonly children: (renewal: Renewal) => ComponentChildren;
}

/** A list of renewals, by pages. */
export function RenewalSection({ show, texts, pagerLabel, columns, pages, read, children }: RenewalSectionProps): JSX.Element {
  const { texts: site } = useSite();
  const number = pages[show];
  const loaded = useLoaded(`${show}-${number}`, async () => await read(number));
  return (
    <section class="renewals">
      <h2>{texts.heading}</h2>
      {texts.hint !== undefined && <p class="quiet">{texts.hint}</p>}
      <ScreenPart loaded={loaded}>
        {({ renewals, total, page, pages: count }) => {
          if (total === 0) return <p class="card empty">{texts.none}</p>;
          const at = (to: number): string => writeAddress({ page: "board", ...pages, [show]: to });
          const pager = { page, pages: count, at, texts: { ...site.pager, label: pagerLabel } };
          return (
            <>
              <div class="above-list">
                <p class="range" role="status">
                  {texts.total(total)}
                </p>
                <Pager {...pager} />
              </div>
              <ListTable label={texts.heading} name={`board ${show}`} columns={columns}>
                {renewals.map((renewal) => (
                  <tr key={renewal.serial} role="row">
                    {children(renewal)}
                  </tr>
                ))}
              </ListTable>
            </>
          );
        }}
      </ScreenPart>
    </section>
  );
}
