import type { JSX } from "preact";
import { firstQuery } from "../../../client/console/certificate-parameters.ts";
import type { Board } from "../../../protocol/console/board.ts";
import type { RenewalStage } from "../../../protocol/console/stages.ts";
import { writeAddress } from "../../address/site-address.ts";
import type { BoardTexts } from "../../texts/board/board-texts.ts";
import { Chart } from "./chart.tsx";
import { FigureTable } from "./figure-table.tsx";
import type { Figure } from "./figure.ts";
import { RowChart } from "./row-chart.tsx";

const tones = {
  due: "waiting",
  issued: "going",
  fetched: "going",
  "password-shown": "going",
  imported: "going",
  "first-used": "good",
  "predecessor-retired": "over",
} as const satisfies Record<RenewalStage, Figure["tone"]>;

interface StageChartProps {
  readonly board: Board;
  readonly words: BoardTexts;
}

/** Where the renewals stand. */
export function StageChart({ board, words }: StageChartProps): JSX.Element {
  const { picture, stages } = words;
  if (board.stages.every(({ count }) => count === 0)) return <p class="quiet">{picture.none}</p>;
  const figures = board.stages.map(({ stage, count }) => {
    const href = writeAddress({ page: "certificates", query: { ...firstQuery, stage } });
    return { name: stages[stage], count, href, tone: tones[stage] };
  });
  return (
    <>
      <Chart>
        {(width) => (
          <RowChart
            width={width}
            figures={figures}
            label={picture.heading}
            nameOf={({ name, count }) => picture.bar(name, count)}
          />
        )}
      </Chart>
      <FigureTable figures={figures} summary={picture.asTable} label={picture.heading} columns={[picture.stage, picture.count]} />
    </>
  );
}
