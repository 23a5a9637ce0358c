import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { kindName } from "../../../protocol/console/kind-name.ts";
import type { JudgedOrder, OrderPreview } from "../../../protocol/console/orders.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Select } from "../../../ui/components/select.tsx";
import { writeAddress } from "../../address/site-address.ts";
import { ListTable } from "../../parts/list-table.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useSite } from "../../session/site.ts";
import { stateOf } from "./order-state.ts";
import type { OrderTexts, RowChoice } from "./order-texts.ts";

/** How many rows are shown at once. */
const pageful = 100;

const tones = { good: "good", doubtful: "waiting", faulty: "bad" } as const;
const choices = ["all", "faulty", "doubtful", "good"] as const satisfies readonly RowChoice[];
const optional = ["device", "remark", "mail"] as const;

interface OrderRowsProps {
  readonly preview: OrderPreview;
  readonly words: OrderTexts;
  /** The lines that are wanted although they would be a second one. */
  readonly wanted: ReadonlySet<number>;
  readonly want: (line: number, another: boolean) => void;
}

/** Each row, with what it would do and what is wrong with it. */
export function OrderRows({ preview, words, wanted, want }: OrderRowsProps): JSX.Element {
  const { language } = useSite();
  const { rows, kinds } = preview;
  const { preview: labels, columns } = words;
  const [choice, setChoice] = useState<RowChoice>("all");
  const [shown, setShown] = useState(pageful);
  const chosen = rows.filter((row) => choice === "all" || stateOf(row) === choice);
  const filled = optional.filter((column) => rows.some((row) => row[column] !== ""));
  const kindNames = new Map(kinds.map(({ name, texts }) => [name, kindName(language, name, texts[language])]));
  const more = Math.min(pageful, chosen.length - shown);
  return (
    <>
      <div class="above-list">
        <Select
          label={labels.filter}
          beside
          choices={choices.map((each) => [each, labels.choices[each]] as const)}
          chosen={choice}
          choose={(each) => {
            setChoice(each);
            setShown(pageful);
          }}
        />
      </div>
      <ListTable
        label={labels.table}
        columns={[labels.line, columns.names.cn, columns.names.kind, ...filled.map((each) => columns.names[each]), labels.result]}
      >
        {chosen.slice(0, shown).map((row) => (
          <tr key={row.line} role="row">
            <td role="cell" class="number" data-term={labels.line}>
              {row.line}
            </td>
            <td role="cell" class="name">
              <strong class="lines">{row.cn}</strong>
            </td>
            <td role="cell" class="kind">
              {row.kind === null ? "" : kindNames.get(row.kind)}
            </td>
            {filled.map((column) => (
              <td key={column} role="cell" {...(row[column] === "" ? {} : { "data-term": columns.names[column] })}>
                <span class="note-line">{row[column]}</span>
              </td>
            ))}
            <td role="cell" class="order-result">
              <Result row={row} words={words} wanted={wanted.has(row.line)} want={(another) => want(row.line, another)} />
            </td>
          </tr>
        ))}
      </ListTable>
      {more > 0 && <Button onClick={() => setShown(shown + pageful)}>{labels.more(more)}</Button>}
    </>
  );
}

interface ResultProps {
  readonly row: JudgedOrder;
  readonly words: OrderTexts;
  readonly wanted: boolean;
  readonly want: (another: boolean) => void;
}

function Result({ row, words, wanted, want }: ResultProps): JSX.Element {
  const { preview: labels } = words;
  const state = stateOf(row);
  return (
    <>
      <StateBadge tone={tones[state]}>{labels.states[state]}</StateBadge>
      {row.faults.map((fault) => (
        <p key={`${fault.code}-${fault.column}`}>{words.fault(fault)}</p>
      ))}
      {row.doubts.map((doubt) => (
        <p key={doubt.code}>
          {words.doubt(doubt)}
          {doubt.certificate !== null && (
            <a href={writeAddress({ page: "certificate", identity: doubt.certificate })} target="_blank">
              {doubt.certificate.cn}
            </a>
          )}
        </p>
      ))}
      {state === "doubtful" && (
        <label class="check">
          <input
            type="checkbox"
            aria-label={labels.anotherOf(row.line, row.cn)}
            checked={wanted}
            onChange={({ currentTarget }) => want(currentTarget.checked)}
          />
          <span>{labels.another}</span>
        </label>
      )}
    </>
  );
}
