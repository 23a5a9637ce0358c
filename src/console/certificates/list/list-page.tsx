import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { firstQuery } from "../../../client/console/certificate-parameters.ts";
import { listCertificates } from "../../../client/console/certificates.ts";
import { pageLength, type CertificateQuery, type IssuedIdentity } from "../../../protocol/console/certificates.ts";
import { usualColumns, type ChosenColumn } from "../../../protocol/console/exports.ts";
import type { IssuedRecoveryCodes } from "../../../protocol/console/recovery-codes.ts";
import { Button } from "../../../ui/components/button.tsx";
import { listParameters, writeAddress } from "../../address/site-address.ts";
import { goTo, replaceAddress } from "../../address/use-address.ts";
import { Heading } from "../../parts/heading.tsx";
import { late } from "../../parts/late.tsx";
import { Pager } from "../../parts/pager.tsx";
import { ScreenPart } from "../../parts/screen.tsx";
import { permits, useSite } from "../../session/site.ts";
import { useLoaded } from "../../session/use-loaded.ts";
import { IssueDialog } from "../issue-dialog.tsx";
import { allFoundBy, chosenIn, nameOf, nothingChosen, type Chosen } from "../selection.ts";
import { BulkDownload } from "./bulk-download.tsx";
import { CertificateTable } from "./certificate-table.tsx";
import { ListFilters } from "./list-filters.tsx";
import { ListTools } from "./list-tools.tsx";
import { moveInRows } from "./move-in-rows.ts";

const ShownCodes = late(async () => (await import("../several/shown-codes.tsx")).ShownCodes);

interface ListPageProps {
  readonly query: CertificateQuery;
  /** By default those of the documents. */
  readonly columns: readonly ChosenColumn[] | undefined;
  /** What is selected, also while a certificate is open. */
  readonly chosen: Chosen;
  readonly choose: (chosen: Chosen) => void;
  /** The certificate that the person comes back from. */
  readonly opened: IssuedIdentity | undefined;
}

/** 証明書一覧, or the recovery codes that were issued from it: nothing that is done with the list takes those away. */
export function ListPage(props: ListPageProps): JSX.Element {
  const [codes, setCodes] = useState<IssuedRecoveryCodes>();
  if (codes !== undefined) return <ShownCodes shown={codes} close={() => setCodes(undefined)} />;
  return <CertificateList {...props} showCodes={setCodes} />;
}

interface CertificateListProps extends ListPageProps {
  readonly showCodes: (codes: IssuedRecoveryCodes) => void;
}

function CertificateList({ query, columns: named, chosen: kept, choose, opened, showCodes }: CertificateListProps): JSX.Element {
  const { service, session, texts } = useSite();
  const { list: words } = texts;
  const address = writeAddress({ page: "certificates", query });
  const loaded = useLoaded(address, () => listCertificates(service, query));
  const [issuing, setIssuing] = useState(false);
  const screen = useRef<HTMLDivElement>(null);
  const acts = permits(session.role, "operator");
  const chosen = chosenIn(kept, query);
  const columns = named ?? usualColumns;
  const at = (other: CertificateQuery): string => writeAddress({ page: "certificates", query: other, columns: named });
  const show = (change: Partial<CertificateQuery>): void =>
    goTo({ page: "certificates", query: { ...query, page: 1, ...change }, columns: named });
  const parameters = listParameters({ query: { ...query, page: 1 }, columns: named }).toString();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (screen.current !== null && document.querySelector("dialog:modal") === null) moveInRows(event, screen.current);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  const returned = useRef(opened);
  useLayoutEffect(() => {
    if (returned.current === undefined || loaded.value === undefined) return;
    const { current: row } = returned;
    returned.current = undefined;
    screen.current?.querySelector<HTMLElement>(`[data-row="${nameOf(row)}"]`)?.focus();
  }, [loaded.value]);
  const filtered = writeAddress({ page: "certificates", query: { ...firstQuery, sort: query.sort, order: query.order } });
  const hasFilter = filtered !== writeAddress({ page: "certificates", query: { ...query, page: 1 } });

  return (
    <div ref={screen} class="screen">
      <Heading
        actions={
          acts && (
            <div class="actions">
              <Button kind="primary" onClick={() => setIssuing(true)}>
                {words.issue}
              </Button>
              <a class="button" href={writeAddress({ page: "orders" })}>
                {words.issueMany}
              </a>
            </div>
          )
        }
      >
        {words.heading}
      </Heading>
      <ListFilters query={query} kinds={loaded.value?.kinds ?? []} filtered={hasFilter} show={show} />
      <ListTools
        query={query}
        columns={columns}
        choose={(wanted) => replaceAddress({ page: "certificates", query, columns: wanted })}
        total={loaded.value?.total ?? 0}
        chosen={chosen}
        parameters={parameters}
      />
      <ScreenPart loaded={loaded}>
        {(found) => {
          const from = (found.page - 1) * pageLength + 1;
          const turned = (page: number): string => at({ ...query, page });
          const pager = { page: found.page, pages: found.pages, at: turned, texts: texts.pager };
          if (found.total === 0) return <NothingFound filtered={hasFilter} clear={() => show(firstQuery)} />;
          return (
            <>
              <div class="above-list">
                <p class="range" role="status">
                  {words.range(from, from + found.certificates.length - 1, found.total)}
                </p>
                {acts && (
                  <BulkDownload
                    chosen={chosen}
                    total={found.pages === 1 ? undefined : found.total}
                    found={hasFilter ? allFoundBy(query, found) : undefined}
                    selectAll={() => choose(allFoundBy(query, found))}
                    clear={() => choose(nothingChosen)}
                    showCodes={showCodes}
                  />
                )}
                <Pager {...pager} />
              </div>
              <CertificateTable
                list={found}
                query={query}
                columns={columns}
                at={at}
                selected={acts ? chosen : undefined}
                select={choose}
              />
              <div class="below-list">
                <p class="quiet keys">{words.keys}</p>
                <Pager {...pager} below />
              </div>
            </>
          );
        }}
      </ScreenPart>
      {issuing && <IssueDialog close={() => setIssuing(false)} />}
    </div>
  );
}

interface NothingFoundProps {
  readonly filtered: boolean;
  readonly clear: () => void;
}

function NothingFound({ filtered, clear }: NothingFoundProps): JSX.Element {
  const { texts } = useSite();
  const { list: words } = texts;
  return (
    <section class="card empty" role="status">
      <h2>{filtered ? words.noMatch : words.empty}</h2>
      <p>{filtered ? words.noMatchHint : words.emptyHint}</p>
      {filtered && <Button onClick={clear}>{words.filters.clear}</Button>}
    </section>
  );
}
