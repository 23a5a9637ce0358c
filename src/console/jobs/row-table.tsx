import type { JSX } from "preact";
import type { JobRow } from "../../protocol/console/jobs.ts";
import { writeAddress } from "../address/site-address.ts";
import { ListTable } from "../parts/list-table.tsx";
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
    <ListTable label={label} name="job-rows" columns={[number, columns.cn, columns.state, columns.result]}>
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
    </ListTable>
  );
}
