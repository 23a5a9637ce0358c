import type { JSX } from "preact";
import { askExpiries } from "../../../client/console/board.ts";
import { firstQuery } from "../../../client/console/certificate-parameters.ts";
import type { Expiries } from "../../../protocol/console/board.ts";
import { writeAddress } from "../../address/site-address.ts";
import { ScreenPart } from "../../parts/screen.tsx";
import { useSite } from "../../session/site.ts";
import { useLoaded } from "../../session/use-loaded.ts";
import type { BoardTexts } from "../../texts/board/board-texts.ts";
import { Chart } from "./chart.tsx";
import { ColumnChart, hasRoom, type ColumnFigure } from "./column-chart.tsx";
import { FigureTable } from "./figure-table.tsx";
import type { Figure } from "./figure.ts";
import { RowChart } from "./row-chart.tsx";

/** As long as a certificate is usually valid. */
const shownMonths = 36;
/** After every certificate's end. */
const end = new Date(Date.UTC(9999, 11, 31));
/** The months for which a person has to do something already. */
const soon = 3;

/** When certificates expire, by months of the computer's calendar. */
export function ExpiryChart({ words }: { readonly words: BoardTexts }): JSX.Element {
  const { service, now } = useSite();
  const { timeline, picture } = words;
  const first = now();
  const begins = Array.from({ length: shownMonths + 1 }, (_, at) => new Date(first.getFullYear(), first.getMonth() + at));
  const loaded = useLoaded("expiries", () => askExpiries(service, [...begins, end]));
  return (
    <ScreenPart loaded={loaded}>
      {({ spans }) => {
        if (spans.every(({ count }) => count === 0)) return <p class="quiet">{timeline.none}</p>;
        const figures = spans
          .map((span, at) => figureOf(span, at, timeline))
          .filter(({ count }, at) => at < shownMonths || count > 0);
        const drawn = { figures, label: timeline.heading, nameOf: ({ name, count }: Figure) => picture.bar(name, count) };
        return (
          <>
            <Chart>
              {(width) =>
                hasRoom(figures.length, width) ? <ColumnChart width={width} {...drawn} /> : <RowChart width={width} {...drawn} />
              }
            </Chart>
            <FigureTable
              figures={figures}
              summary={picture.asTable}
              label={timeline.heading}
              columns={[timeline.column, picture.count]}
            />
          </>
        );
      }}
    </ScreenPart>
  );
}

function figureOf({ from, until, count }: Expiries["spans"][number], at: number, timeline: BoardTexts["timeline"]): ColumnFigure {
  const href = writeAddress({ page: "certificates", query: { ...firstQuery, from, until } });
  const tone = at < soon ? "waiting" : "going";
  if (at >= shownMonths) return { name: timeline.later, count, href, tone, tick: "…" };
  const date = new Date(from);
  const month = date.getMonth();
  const group = at === 0 || month === 0 ? String(date.getFullYear()) : undefined;
  return { name: timeline.month(date), count, href, tone, tick: String(month + 1), group };
}
