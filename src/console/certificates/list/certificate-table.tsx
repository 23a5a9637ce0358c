import type { JSX } from "preact";
import { certificateColumns, type CertificateList, type CertificateQuery } from "../../../protocol/console/certificates.ts";
import { Breakable } from "../../../ui/components/breakable.tsx";
import { writeAddress } from "../../address/site-address.ts";
import { listedDay, listedName } from "../../parts/formats.ts";
import { Help } from "../../parts/help.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useSite } from "../../session/site.ts";
import type { Texts } from "../../texts/texts.ts";
import { DaysLeft } from "../days-left.tsx";
import { kindName } from "../kind-name.ts";
import { nameOf, withChosen, type Selection } from "../selection.ts";
import { toneOf } from "../tone-of.ts";

interface CertificateTableProps {
  readonly list: CertificateList;
  readonly query: CertificateQuery;
  /** Undefined for somebody who may only look. */
  readonly selected: Selection | undefined;
  readonly select: (selection: Selection) => void;
}

/** What explains a column. */
const explanations = {
  name: "name",
  state: "state",
  kind: "kind",
  "not-after": "notAfter",
  "requested-at": "requestedAt",
} as const satisfies Record<(typeof certificateColumns)[number], keyof Texts["help"]>;

/**
 * The list. Its roles are written out, because a narrow page shows each row as a block, and browsers then no longer take it for
 * a table.
 */
export function CertificateTable({ list, query, selected, select }: CertificateTableProps): JSX.Element {
  const { texts, language, now } = useSite();
  const { list: words, help } = texts;
  const { certificates, kinds } = list;
  const kindTexts = new Map(kinds.map(({ name, texts: each }) => [name, each[language]]));
  const allChosen = selected !== undefined && certificates.every((each) => selected.has(nameOf(each)));
  const someChosen = selected !== undefined && certificates.some((each) => selected.has(nameOf(each)));
  return (
    <table class="list certificates" role="table" aria-label={words.heading}>
      <thead role="rowgroup">
        <tr role="row">
          {selected !== undefined && (
            <th role="columnheader" scope="col" class="chosen">
              <label class="check">
                <input
                  type="checkbox"
                  aria-label={words.selectAll}
                  checked={allChosen}
                  indeterminate={someChosen && !allChosen}
                  onChange={({ currentTarget }) => select(withChosen(selected, certificates, currentTarget.checked))}
                />
              </label>
            </th>
          )}
          {certificateColumns.map((column) => {
            const order = query.sort === column ? query.order : undefined;
            const next = order === "ascending" ? "descending" : "ascending";
            return (
              <th key={column} role="columnheader" scope="col" aria-label={words.columns[column]} aria-sort={order ?? "none"}>
                <a
                  class="sort"
                  href={writeAddress({ page: "certificates", query: { ...query, sort: column, order: next, page: 1 } })}
                >
                  {words.columns[column]}
                </a>
                <Help term={words.columns[column]}>{help[explanations[column]]}</Help>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {certificates.map((certificate) => {
          const { issuer, serial, state, kind, notAfter, requestedAt, remark, device } = certificate;
          const name = listedName(certificate);
          const id = nameOf(certificate);
          return (
            <tr key={id} role="row" class={selected?.has(id) === true ? "chosen" : undefined}>
              {selected !== undefined && (
                <td role="cell" class="chosen">
                  <label class="check">
                    <input
                      type="checkbox"
                      aria-label={words.select(name)}
                      checked={selected.has(id)}
                      onChange={({ currentTarget }) => select(withChosen(selected, [certificate], currentTarget.checked))}
                    />
                  </label>
                </td>
              )}
              <td role="cell" class="name">
                <a href={writeAddress({ page: "certificate", identity: { issuer, serial } })} data-row={id}>
                  <Breakable>{name}</Breakable>
                </a>
                {(device !== "" || remark !== "") && (
                  <p class="quiet note-line">{[device, remark].filter((part) => part !== "").join(" · ")}</p>
                )}
              </td>
              <td role="cell">
                <StateBadge tone={toneOf(state)}>{texts.states[state]}</StateBadge>
              </td>
              <td role="cell">{kindName(texts, kind, kindTexts.get(kind) ?? "")}</td>
              <td role="cell" data-term={words.columns["not-after"]}>
                <time dateTime={notAfter}>{listedDay(notAfter)}</time>{" "}
                {state === "in-use" && <DaysLeft notAfter={notAfter} now={now()} />}
              </td>
              <td role="cell" data-term={words.columns["requested-at"]}>
                <time dateTime={requestedAt}>{listedDay(requestedAt)}</time>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
