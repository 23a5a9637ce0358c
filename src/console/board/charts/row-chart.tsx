import { scaleBand, scaleLinear } from "d3-scale";
import type { JSX } from "preact";
import { useSite } from "../../session/site.ts";
import { FigureLink } from "./figure-link.tsx";
import type { Figure } from "./figure.ts";

const rowHeight = 36;
const room = { name: 150, count: 56 };

interface RowChartProps {
  /** In pixels. */
  readonly width: number;
  readonly figures: readonly Figure[];
  readonly label: string;
  /** What a bar is called for screen readers. */
  readonly nameOf: (figure: Figure) => string;
}

/** Figures as horizontal bars below each other; each bar leads to the list behind it. */
export function RowChart({ width, figures, label, nameOf }: RowChartProps): JSX.Element {
  const { language } = useSite();
  const height = rowHeight * figures.length;
  const rows = scaleBand(
    figures.map(({ name }) => name),
    [0, height],
  ).padding(0.2);
  const most = Math.max(1, ...figures.map(({ count }) => count));
  const length = scaleLinear([0, most], [0, Math.max(0, width - room.name - room.count)]);
  return (
    <svg width={width} height={height} role="group" aria-label={label}>
      {figures.map((figure) => {
        const { name, count, href, tone } = figure;
        const top = rows(name) ?? 0;
        const end = room.name + (count === 0 ? 0 : Math.max(2, length(count)));
        const middle = top + rows.bandwidth() / 2;
        return (
          <g key={name}>
            <FigureLink href={href} name={nameOf(figure)} count={count}>
              <rect class="reach" x={0} y={top} width={width} height={rows.bandwidth()} />
              <rect class={`bar ${tone}`} x={room.name} y={top} width={end - room.name} height={rows.bandwidth()} />
            </FigureLink>
            <g class="words" aria-hidden="true">
              <text x={room.name - 12} y={middle} text-anchor="end" dominant-baseline="central">
                {name}
              </text>
              <text x={end + 8} y={middle} dominant-baseline="central">
                {count.toLocaleString(language)}
              </text>
            </g>
          </g>
        );
      })}
    </svg>
  );
}
