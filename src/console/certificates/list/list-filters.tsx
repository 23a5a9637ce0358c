import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { firstQuery } from "../../../client/console/certificate-parameters.ts";
import {
  attentions,
  certificateStates,
  type CertificateList,
  type CertificateQuery,
} from "../../../protocol/console/certificates.ts";
import { kindName } from "../../../protocol/console/kind-name.ts";
import { renewalStages } from "../../../protocol/console/stages.ts";
import { Button, Submit } from "../../../ui/components/button.tsx";
import { Select } from "../../../ui/components/select.tsx";
import { listedDay } from "../../parts/formats.ts";
import { Help } from "../../parts/help.tsx";
import { useSite } from "../../session/site.ts";

/** The periods that can be chosen, in days. */
const periods = [30, 60, 90, 180, 365] as const;

interface ListFiltersProps {
  readonly query: CertificateQuery;
  readonly kinds: CertificateList["kinds"];
  /** Whether there is anything to clear. */
  readonly filtered: boolean;
  readonly show: (change: Partial<CertificateQuery>) => void;
}

/** 「検索する」, and what else narrows the list down. */
export function ListFilters({ query, kinds, filtered, show }: ListFiltersProps): JSX.Element {
  const { texts, language } = useSite();
  const { filters, ...words } = texts.list;
  const { finding, renewalStages: stages } = texts;
  const [search, setSearch] = useState(query.search);
  // Back and forward change it, too.
  useEffect(() => setSearch(query.search), [query.search]);
  const any = ["", filters.any] as const;
  const { from, until, remark, remarked } = query;
  const isSpan = from !== undefined || until !== undefined;
  const span = finding.between(from === undefined ? "" : listedDay(from), until === undefined ? "" : listedDay(until));
  const days = isSpan ? "span" : query.days === undefined ? "" : String(query.days);
  const offered = query.days === undefined || periods.some((period) => period === query.days) ? periods : [query.days, ...periods];
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        show({ search: search.trim() });
      }}
    >
      <div class="field search">
        <label for="search">{words.search}</label>
        <div class="beside">
          <input
            id="search"
            type="search"
            value={search}
            maxLength={100}
            placeholder={words.searchHint}
            aria-keyshortcuts="/"
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
          <Submit>{words.submit}</Submit>
        </div>
      </div>
      <Select
        label={filters.state}
        choices={[any, ...certificateStates.map((state) => [state, texts.states[state]] as const)]}
        chosen={query.state ?? ""}
        choose={(state) => show({ state: state === "" ? undefined : state })}
      />
      <Select
        label={filters.kind}
        choices={[any, ...kinds.map((kind) => [kind.name, kindName(language, kind.name, kind.texts[language])] as const)]}
        chosen={query.kind ?? ""}
        choose={(kind) => show({ kind: kind === "" ? undefined : kind })}
      />
      <Select
        label={filters.days}
        choices={[
          any,
          ...(isSpan ? [["span", span] as const] : []),
          ...offered.map((period) => [String(period), filters.within(period)] as const),
        ]}
        chosen={days}
        choose={(period) => {
          if (period !== "span") show({ days: period === "" ? undefined : Number(period), from: undefined, until: undefined });
        }}
      />
      <div class="helped">
        <Select
          label={finding.stage}
          choices={[any, ...renewalStages.map((stage) => [stage, stages[stage]] as const)]}
          chosen={query.stage ?? ""}
          choose={(stage) => show({ stage: stage === "" ? undefined : stage })}
        />
        <Help term={finding.stage}>{finding.stageHelp}</Help>
      </div>
      <Select
        label={finding.remark}
        choices={[
          any,
          ["yes", finding.withRemark],
          ["no", finding.withoutRemark],
          ...(remark === undefined ? [] : [["exactly", finding.exactly(remark)] as const]),
        ]}
        chosen={remark === undefined ? (remarked ?? "") : "exactly"}
        choose={(choice) => {
          if (choice !== "exactly") show({ remark: undefined, remarked: choice === "" ? undefined : choice });
        }}
      />
      <div class="helped">
        <Select
          label={filters.attention}
          choices={[any, ...attentions.map((attention) => [attention, filters.attentions[attention]] as const)]}
          chosen={query.attention ?? ""}
          choose={(attention) => show({ attention: attention === "" ? undefined : attention })}
        />
        <Help term={filters.attention}>{texts.help.attention}</Help>
      </div>
      {query.job !== undefined && (
        <label class="check">
          <input type="checkbox" checked onChange={() => show({ job: undefined })} />
          <span>{finding.ofJob}</span>
        </label>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={query.ended === "shown"}
          onChange={({ currentTarget }) => show({ ended: currentTarget.checked ? "shown" : "hidden" })}
        />
        <span>{filters.ended}</span>
      </label>
      {filtered && (
        <Button kind="link" onClick={() => show({ ...firstQuery, sort: query.sort, order: query.order })}>
          {filters.clear}
        </Button>
      )}
    </form>
  );
}
