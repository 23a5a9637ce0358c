import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { firstQuery } from "../../../client/console/certificate-parameters.ts";
import { listCertificates } from "../../../client/console/certificates.ts";
import { pageLength, type CertificateQuery, type IssuedIdentity } from "../../../protocol/console/certificates.ts";
import { Button } from "../../../ui/components/button.tsx";
import { writeAddress } from "../../address/site-address.ts";
import { goTo } from "../../address/use-address.ts";
import { Heading } from "../../parts/heading.tsx";
import { Pager } from "../../parts/pager.tsx";
import { ScreenPart } from "../../parts/screen.tsx";
import { permits, useSite } from "../../session/site.ts";
import { useLoaded } from "../../session/use-loaded.ts";
import { IssueDialog } from "../issue-dialog.tsx";
import { nameOf, type Selection } from "../selection.ts";
import { BulkDownload } from "./bulk-download.tsx";
import { CertificateTable } from "./certificate-table.tsx";
import { ListFilters } from "./list-filters.tsx";
import { moveInRows } from "./move-in-rows.ts";

interface ListPageProps {
  readonly query: CertificateQuery;
  /** The certificate that the person comes back from. */
  readonly opened: IssuedIdentity | undefined;
}

/** 証明書一覧. */
export function ListPage({ query, opened }: ListPageProps): JSX.Element {
  const { service, session, texts } = useSite();
  const { list: words } = texts;
  const address = writeAddress({ page: "certificates", query });
  const loaded = useLoaded(address, () => listCertificates(service, query));
  const [selected, select] = useState<Selection>(new Map());
  const [issuing, setIssuing] = useState(false);
  const screen = useRef<HTMLDivElement>(null);
  const acts = permits(session.role, "operator");
  const show = (change: Partial<CertificateQuery>): void => goTo({ page: "certificates", query: { ...query, page: 1, ...change } });
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
            </div>
          )
        }
      >
        {words.heading}
      </Heading>
      <ListFilters query={query} kinds={loaded.value?.kinds ?? []} filtered={hasFilter} show={show} />
      <ScreenPart loaded={loaded}>
        {(found) => {
          const from = (found.page - 1) * pageLength + 1;
          const at = (page: number): string => writeAddress({ page: "certificates", query: { ...query, page } });
          const pager = { page: found.page, pages: found.pages, at, texts: texts.pager };
          if (found.total === 0) return <NothingFound filtered={hasFilter} clear={() => show(firstQuery)} />;
          return (
            <>
              <div class="above-list">
                <p class="range" role="status">
                  {words.range(from, from + found.certificates.length - 1, found.total)}
                </p>
                {acts && <BulkDownload selected={selected} clear={() => select(new Map())} />}
                <Pager {...pager} />
              </div>
              <CertificateTable list={found} query={query} selected={acts ? selected : undefined} select={select} />
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
