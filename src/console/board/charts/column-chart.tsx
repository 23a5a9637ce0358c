import { scaleBand, scaleLinear } from "d3-scale";
import type { JSX } from "preact";
import { useSite } from "../../session/site.ts";
import { FigureLink } from "./figure-link.tsx";
import type { Figure } from "./figure.ts";

const height = 240;
const room = { axis: 56, top: 20, ticks: 24, group: 24 };
/** As wide as a finger needs. */
const leastBand = 26;

/** A column; a group's name, such as a year, is written below its first one. */
export interface ColumnFigure extends Figure {
  readonly group?: string | undefined;
}

/** Whether so many columns have room in a width, in pixels. */
export function hasRoom(columns: number, width: number): boolean {
  return width >= room.axis + leastBand * columns;
}

interface ColumnChartProps {
  /** In pixels. */
  readonly width: number;
  readonly figures: readonly ColumnFigure[];
  readonly label: string;
  /** What a column is called for screen readers. */
  readonly nameOf: (figure: Figure) => string;
}

/** Figures as columns beside each other; each column leads to the list behind it. */
export function ColumnChart({ width, figures, label, nameOf }: ColumnChartProps): JSX.Element {
  const { language } = useSite();
  const bottom = height - room.ticks - room.group;
  const columns = scaleBand(
    figures.map(({ name }) => name),
    [room.axis, width],
  ).padding(0.15);
  const most = Math.max(1, ...figures.map(({ count }) => count));
  const tall = scaleLinear([0, most], [bottom, room.top]).nice(4);
  const lines = tall.ticks(4).filter(Number.isInteger);
  return (
    <svg width={width} height={height} role="group" aria-label={label}>
      {lines.map((line) => (
        <g key={line} aria-hidden="true">
          <line class="grid" x1={room.axis} x2={width} y1={tall(line)} y2={tall(line)} />
          <text class="tick" x={room.axis - 8} y={tall(line)} text-anchor="end" dominant-baseline="central">
            {line.toLocaleString(language)}
          </text>
        </g>
      ))}
      {figures.map((figure) => {
        const { name, count, href, tone, tick = name, group } = figure;
        const left = columns(name) ?? 0;
        const top = count === 0 ? bottom : Math.min(tall(count), bottom - 2);
        const middle = left + columns.bandwidth() / 2;
        return (
          <g key={name}>
            <FigureLink href={href} name={nameOf(figure)} count={count}>
              <rect class="reach" x={left} y={0} width={columns.bandwidth()} height={bottom + room.ticks} />
              <rect class={`bar ${tone}`} x={left} y={top} width={columns.bandwidth()} height={bottom - top} />
            </FigureLink>
            <g class="words" aria-hidden="true">
              {count > 0 && (
                <text x={middle} y={top - 5} text-anchor="middle">
                  {count.toLocaleString(language, { notation: "compact" })}
                </text>
              )}
              <text class="tick" x={middle} y={bottom + 17} text-anchor="middle">
                {tick}
              </text>
              {group !== undefined && (
                <text class="tick" x={left} y={height - 6}>
                  {group}
                </text>
              )}
            </g>
          </g>
        );
      })}
    </svg>
  );
}
