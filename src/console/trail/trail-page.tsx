import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { fetchTrail, readTrail } from "../../client/console/trail.ts";
import type { TrailEntry } from "../../protocol/console/trail.ts";
import { Button } from "../../ui/components/button.tsx";
import { ErrorNote } from "../../ui/components/error-note.tsx";
import { writeAddress } from "../address/site-address.ts";
import { goTo } from "../address/use-address.ts";
import { DownloadProgress } from "../certificates/download-progress.tsx";
import { useDownload } from "../certificates/use-download.ts";
import { listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { trailEn } from "../texts/trail-en.ts";
import { trailJa } from "../texts/trail-ja.ts";
import type { TrailTexts } from "../texts/trail-texts.ts";
import { EntrySentence } from "./entry-sentence.tsx";
import { TrailFilters } from "./trail-filters.tsx";
import { asked, readFilter, writeFilter, type TrailFilter } from "./trail-query.ts";
import { Verification } from "./verification.tsx";
import { recompute } from "./verify-entries.ts";

/** 操作履歴. */
export function TrailPage({ parameters }: { readonly parameters: string }): JSX.Element {
  const { service, language } = useSite();
  const words = { ja: trailJa, en: trailEn }[language];
  const filter = useMemo(() => readFilter(parameters), [parameters]);
  const loaded = useLoaded(`trail-${parameters}`, () => readTrail(service, asked(filter)));
  const download = useDownload();
  const show = (to: TrailFilter): void => goTo({ page: "trail", parameters: writeFilter(to) });
  const at = (to: TrailFilter): string => writeAddress({ page: "trail", parameters: writeFilter(to) });
  const { before, ...unpaged } = filter;
  const save = (format: "csv" | "json"): void => download.begin((of, transfer) => fetchTrail(of, asked(unpaged), format, transfer));
  const running = download.bytes !== undefined;
  return (
    <>
      <Heading
        actions={
          <div class="actions">
            <Button aria-disabled={running} onClick={() => save("csv")}>
              {words.exports.csv}
            </Button>
            <Button aria-disabled={running} onClick={() => save("json")}>
              {words.exports.json}
            </Button>
          </div>
        }
      >
        {words.heading}
      </Heading>
      <p>{words.lead}</p>
      <DownloadProgress download={download} />
      <TrailFilters filter={filter} words={words} show={show} />
      <ScreenPart loaded={loaded}>
        {({ entries, more }) => {
          const last = entries.at(-1);
          if (last === undefined) return <p class="card empty">{parameters === "" ? words.empty : words.noMatch}</p>;
          return (
            <>
              <p class="range" role="status">
                {words.shown(entries.length)}
              </p>
              <ShownMatch entries={entries} words={words} />
              <TrailTable entries={entries} words={words} />
              {(before !== undefined || more) && (
                <nav class="pager" aria-label={words.pages.label}>
                  {before !== undefined && (
                    <a class="step" href={at(unpaged)}>
                      {words.pages.latest}
                    </a>
                  )}
                  {more && (
                    <a class="step" href={at({ ...filter, before: String(last.position) })}>
                      {words.pages.earlier}
                    </a>
                  )}
                </nav>
              )}
            </>
          );
        }}
      </ScreenPart>
      <Verification words={words} />
    </>
  );
}

interface EntriesProps {
  readonly entries: readonly TrailEntry[];
  readonly words: TrailTexts;
}

/** A warning if an entry that is shown does not match its hash. */
function ShownMatch({ entries, words }: EntriesProps): JSX.Element | null {
  const { session } = useSite();
  const [wrong, setWrong] = useState<number>();
  useEffect(() => {
    let current = true;
    void recompute(session.tenant, entries).then((recomputed) => {
      if (current) setWrong(recomputed.wrong);
    });
    return () => void (current = false);
  }, [entries, session.tenant]);
  if (wrong === undefined) return null;
  return <ErrorNote title={words.verification.bad} sentence={words.verification.shownBad(wrong)} code="audit-trail-changed" />;
}

function TrailTable({ entries, words }: EntriesProps): JSX.Element {
  const { language } = useSite();
  const { columns } = words;
  return (
    <ListTable label={words.heading} name="trail" columns={[columns.at, columns.act, columns.position]}>
      {entries.map((entry) => {
        const moment = new Date(entry.at).toISOString();
        return (
          <tr key={entry.position} role="row">
            <td role="cell">
              <time dateTime={moment}>{listedMoment(moment, language)}</time>
            </td>
            <td role="cell" class="act">
              <EntrySentence entry={entry} words={words} />
            </td>
            <td role="cell" class="position" data-term={columns.position}>
              {entry.position.toLocaleString(language)}
            </td>
          </tr>
        );
      })}
    </ListTable>
  );
}
