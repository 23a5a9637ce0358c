import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { firstQuery } from "../../client/console/certificate-parameters.ts";
import { fetchArchives } from "../../client/console/files.ts";
import { fetchResults, readJob } from "../../client/console/jobs.ts";
import { jobRowStates, type Job } from "../../protocol/console/jobs.ts";
import { Button } from "../../ui/components/button.tsx";
import { Select } from "../../ui/components/select.tsx";
import { writeAddress } from "../address/site-address.ts";
import { goTo } from "../address/use-address.ts";
import { DownloadProgress } from "../certificates/download-progress.tsx";
import { useDownload } from "../certificates/use-download.ts";
import { listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { Pager } from "../parts/pager.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { permits, useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { usePolled } from "../session/use-polled.ts";
import { jobEn } from "../texts/job-en.ts";
import { jobJa } from "../texts/job-ja.ts";
import type { JobTexts } from "../texts/job-texts.ts";
import { ActFacts } from "./act-facts.tsx";
import { JobProgress, JobState } from "./progress.tsx";
import { RowTable } from "./row-table.tsx";
import { StopDialog } from "./stop-dialog.tsx";

interface JobPageProps {
  readonly id: string;
  /** Those of `GET /api/jobs/{id}`. */
  readonly parameters: string;
}

/** A job, and what came of each of its rows. */
export function JobPage({ id, parameters }: JobPageProps): JSX.Element {
  const { service, session, texts, language } = useSite();
  const words = { ja: jobJa, en: jobEn }[language];
  const loaded = useLoaded(`job-${id}-${parameters}`, () => readJob(service, id, parameters));
  usePolled(loaded, ({ job }) => job.finishedAt === null);
  const download = useDownload();
  const [stopping, setStopping] = useState(false);
  const state = new URLSearchParams(parameters).get("state") ?? "";
  const at = (query: Readonly<Record<string, string>>): string =>
    new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "" && value !== "1")).toString();
  const acts = permits(session.role, "operator");
  const running = download.bytes !== undefined;
  return (
    <>
      <p>
        <a href={writeAddress({ page: "jobs", number: 1 })}>{words.back}</a>
      </p>
      <ScreenPart loaded={loaded}>
        {({ job, rows, total, page, pages }) => {
          const pageAddress = (to: number): string =>
            writeAddress({ page: "job", id, parameters: at({ state, page: String(to) }) });
          const pager = { page, pages, at: pageAddress, texts: texts.pager };
          const issues = job.act.kind === "renew" || job.act.kind === "issue";
          return (
            <>
              <Heading
                actions={
                  <div class="actions">
                    {acts && job.finishedAt === null && <Button onClick={() => setStopping(true)}>{words.stop.button}</Button>}
                    <Button
                      aria-disabled={running}
                      onClick={() => download.begin((of, transfer) => fetchResults(of, id, transfer))}
                    >
                      {words.results}
                    </Button>
                    {issues && job.done > 0 && (
                      <a
                        class="button"
                        href={writeAddress({ page: "certificates", query: { ...firstQuery, job: id, ended: "shown" } })}
                      >
                        {words.issued}
                      </a>
                    )}
                    {acts && issues && job.done > 0 && job.finishedAt !== null && (
                      <Button
                        kind="primary"
                        aria-disabled={running}
                        onClick={() => download.begin((of, transfer) => fetchArchives(of, { by: "job", job: id }, transfer))}
                      >
                        {words.files}
                      </Button>
                    )}
                  </div>
                }
              >
                {words.acts[job.act.kind]}
              </Heading>
              <section class="card">
                <p role="status">
                  <JobState job={job} words={words} />
                </p>
                <JobProgress job={job} words={words} />
                <p>{words.counts(job)}</p>
                <ActFacts act={job.act} />
                <Reason job={job} words={words} />
                <p class="quiet">
                  {words.columns.by}: {job.by || words.operators} ·{" "}
                  <time dateTime={job.startedAt}>{listedMoment(job.startedAt, language)}</time>
                </p>
              </section>
              <DownloadProgress download={download} />
              <div class="above-list">
                <Select
                  label={words.rows.filter}
                  beside
                  choices={[["", words.rows.any], ...jobRowStates.map((each) => [each, words.rows.states[each]] as const)]}
                  chosen={jobRowStates.find((each) => each === state) ?? ""}
                  choose={(chosen) => goTo({ page: "job", id, parameters: at({ state: chosen }) })}
                />
                <Pager {...pager} />
              </div>
              {total === 0 ? (
                <p class="card empty">{words.rows.none}</p>
              ) : (
                <RowTable rows={rows} ordered={job.act.kind === "issue"} words={words} />
              )}
              <Pager {...pager} below />
              {stopping && job.finishedAt === null && (
                <StopDialog job={job} words={words} close={() => setStopping(false)} stopped={() => void loaded.reload()} />
              )}
            </>
          );
        }}
      </ScreenPart>
    </>
  );
}

/** Why a job waits, or was stopped. */
function Reason({ job, words }: { readonly job: Job; readonly words: JobTexts }): JSX.Element | null {
  const { texts, language } = useSite();
  const { paused, stopped } = job;
  if (paused !== null) return <p class="note">{words.paused(texts.errors[paused.code], listedMoment(paused.until, language))}</p>;
  if (stopped === null) return null;
  return <p class="note">{stopped.by === null ? words.stoppedByService : words.stoppedBy(stopped.by || words.operators)}</p>;
}
