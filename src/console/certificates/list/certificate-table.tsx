import type { JSX } from "preact";
import { firstQuery } from "../../../client/console/certificate-parameters.ts";
import {
  certificateColumns,
  type CertificateList,
  type CertificateQuery,
  type ListedCertificate,
} from "../../../protocol/console/certificates.ts";
import type { ChosenColumn } from "../../../protocol/console/exports.ts";
import { kindName } from "../../../protocol/console/kind-name.ts";
import { Breakable } from "../../../ui/components/breakable.tsx";
import { writeAddress } from "../../address/site-address.ts";
import { listedDay, listedName } from "../../parts/formats.ts";
import { Help } from "../../parts/help.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useSite } from "../../session/site.ts";
import type { Texts } from "../../texts/texts.ts";
import { DaysLeft } from "../days-left.tsx";
import { isChosen, nameOf, withChosen, type Chosen } from "../selection.ts";
import { toneOf } from "../tone-of.ts";

interface CertificateTableProps {
  readonly list: CertificateList;
  readonly query: CertificateQuery;
  readonly columns: readonly ChosenColumn[];
  /** The address of another list with the same columns. */
  readonly at: (query: CertificateQuery) => string;
  /** Undefined for somebody who may only look. */
  readonly selected: Chosen | undefined;
  readonly select: (selection: Chosen) => void;
}

/** What explains a column. */
const explanations = {
  name: "name",
  state: "state",
  kind: "kind",
  "not-after": "notAfter",
  "requested-at": "requestedAt",
  device: "device",
  remark: "remark",
  serial: "serial",
} as const satisfies Record<Exclude<ChosenColumn, "stage"> | "name", keyof Texts["help"]>;

/** The columns that a narrow page shows with their names. */
const marked: readonly ChosenColumn[] = ["stage", "not-after", "requested-at", "device", "remark", "serial"];

/**
 * The list. Its roles are written out, because a narrow page shows each row as a block, and browsers then no longer take it for
 * a table.
 */
export function CertificateTable({ list, query, columns, at, selected, select }: CertificateTableProps): JSX.Element {
  const { texts, language, now } = useSite();
  const { list: words, help } = texts;
  const { certificates, kinds } = list;
  const kindTexts = new Map(kinds.map(({ name, texts: each }) => [name, each[language]]));
  const allChosen = selected !== undefined && certificates.every((each) => isChosen(selected, each));
  const someChosen = selected !== undefined && certificates.some((each) => isChosen(selected, each));
  const headings = { ...texts.finding.columns.names, name: words.columns.name };
  const remarkLink = (remark: string): JSX.Element => (
    <a href={at({ ...firstQuery, sort: query.sort, order: query.order, remark })} title={texts.finding.sameRemark}>
      {remark}
    </a>
  );
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
                  onChange={({ currentTarget }) => select(withChosen(selected, certificates, currentTarget.checked, certificates))}
                />
              </label>
            </th>
          )}
          {(["name", ...columns] as const).map((column) => {
            const sort = certificateColumns.find((each) => each === column);
            const order = query.sort === column ? query.order : undefined;
            const next = order === "ascending" ? "descending" : "ascending";
            return (
              <th
                key={column}
                role="columnheader"
                scope="col"
                aria-label={headings[column]}
                aria-sort={sort === undefined ? undefined : (order ?? "none")}
              >
                {sort === undefined ? (
                  headings[column]
                ) : (
                  <a class="sort" href={at({ ...query, sort, order: next, page: 1 })}>
                    {headings[column]}
                  </a>
                )}
                <Help term={headings[column]}>{column === "stage" ? texts.finding.stageHelp : help[explanations[column]]}</Help>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {certificates.map((certificate) => {
          const { issuer, serial } = certificate;
          const name = listedName(certificate);
          const id = nameOf(certificate);
          return (
            <tr key={id} role="row" class={selected !== undefined && isChosen(selected, certificate) ? "chosen" : undefined}>
              {selected !== undefined && (
                <td role="cell" class="chosen">
                  <label class="check">
                    <input
                      type="checkbox"
                      aria-label={words.select(name)}
                      checked={isChosen(selected, certificate)}
                      onChange={({ currentTarget }) =>
                        select(withChosen(selected, [certificate], currentTarget.checked, certificates))
                      }
                    />
                  </label>
                </td>
              )}
              <td role="cell" class="name">
                <a href={writeAddress({ page: "certificate", identity: { issuer, serial } })} data-row={id}>
                  <Breakable>{name}</Breakable>
                </a>
                {noteLine(certificate)}
              </td>
              {columns.map((column) => (
                <td key={column} role="cell" data-term={marked.includes(column) ? headings[column] : undefined}>
                  {cell(column, certificate)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );

  /** Device and remark, unless they have columns of their own. */
  function noteLine({ device, remark }: ListedCertificate): JSX.Element | null {
    const parts = [
      ...(device === "" || columns.includes("device") ? [] : [device]),
      ...(remark === "" || columns.includes("remark") ? [] : [remarkLink(remark)]),
    ];
    if (parts.length === 0) return null;
    return (
      <p class="quiet note-line">
        {parts[0]}
        {parts.length > 1 && <> · {parts[1]}</>}
      </p>
    );
  }

  function cell(column: ChosenColumn, certificate: ListedCertificate): JSX.Element | string {
    const { state, stage, kind, notAfter, requestedAt, device, remark, serial } = certificate;
    switch (column) {
      case "state":
        return <StateBadge tone={toneOf(state)}>{texts.states[state]}</StateBadge>;
      case "stage":
        return stage === null ? "" : texts.renewalStages[stage];
      case "kind":
        return kindName(language, kind, kindTexts.get(kind) ?? "");
      case "not-after":
        return (
          <>
            <time dateTime={notAfter}>{listedDay(notAfter)}</time>{" "}
            {state === "in-use" && <DaysLeft notAfter={notAfter} now={now()} />}
          </>
        );
      case "requested-at":
        return <time dateTime={requestedAt}>{listedDay(requestedAt)}</time>;
      case "device":
        return device;
      case "remark":
        return remark === "" ? "" : remarkLink(remark);
      case "serial":
        return <span class="serial">{serial}</span>;
    }
  }
}
