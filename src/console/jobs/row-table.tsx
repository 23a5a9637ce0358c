import type { JSX } from "preact";
import type { JobRow } from "../../protocol/console/jobs.ts";
import { writeAddress } from "../address/site-address.ts";
import { StateBadge, type Tone } from "../parts/state-badge.tsx";
import { useSite } from "../session/site.ts";
import type { JobTexts } from "../texts/job-texts.ts";

const tones = {
  pending: "waiting",
  done: "good",
  refused: "bad",
  skipped: "over",
} as const satisfies Record<JobRow["state"], Tone>;

interface RowTableProps {
  readonly rows: readonly JobRow[];
  /** Whether they are lines of a file with orders. */
  readonly ordered: boolean;
  readonly words: JobTexts;
}

/** What came of each row of a job. */
export function RowTable({ rows, ordered, words }: RowTableProps): JSX.Element {
  const { texts } = useSite();
  const { columns, states, issued: issuedWord, label } = words.rows;
  const number = ordered ? columns.line : columns.number;
  return (
    <table class="list job-rows" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {[number, columns.cn, columns.state, columns.result].map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ number: place, cn, state, refusal, certificate, issued }) => (
          <tr key={place} role="row">
            <td role="cell" data-term={number}>
              {place}
            </td>
            <td role="cell" class="name">
              {certificate === null ? cn : <a href={writeAddress({ page: "certificate", identity: certificate })}>{cn}</a>}
            </td>
            <td role="cell">
              <StateBadge tone={tones[state]}>{states[state]}</StateBadge>
            </td>
            <td role="cell">
              {refusal !== null && texts.errors[refusal.code]}
              {issued !== null && <a href={writeAddress({ page: "certificate", identity: issued })}>{issuedWord}</a>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
