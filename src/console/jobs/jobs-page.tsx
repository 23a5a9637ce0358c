import type { JSX } from "preact";
import { listJobs } from "../../client/console/jobs.ts";
import { writeAddress } from "../address/site-address.ts";
import { listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Pager } from "../parts/pager.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { usePolled } from "../session/use-polled.ts";
import { jobEn } from "../texts/job-en.ts";
import { jobJa } from "../texts/job-ja.ts";
import { JobProgress, JobState } from "./progress.tsx";

/** 処理状況. */
export function JobsPage({ number }: { readonly number: number }): JSX.Element {
  const { service, texts, language } = useSite();
  const words = { ja: jobJa, en: jobEn }[language];
  const loaded = useLoaded(`jobs-${number}`, () => listJobs(service, number));
  usePolled(loaded, ({ jobs }) => jobs.some(({ finishedAt }) => finishedAt === null));
  const { columns } = words;
  return (
    <>
      <Heading>{words.heading}</Heading>
      <p>{words.lead}</p>
      <ScreenPart loaded={loaded}>
        {({ jobs, total, page, pages }) => {
          if (total === 0) return <p class="card empty">{words.empty}</p>;
          const at = (to: number): string => writeAddress({ page: "jobs", number: to });
          const pager = { page, pages, at, texts: texts.pager };
          return (
            <>
              <div class="above-list">
                <p class="range">{words.total(total)}</p>
                <Pager {...pager} />
              </div>
              <ListTable
                label={words.heading}
                name="jobs"
                columns={[columns.act, columns.state, columns.progress, columns.by, columns.startedAt]}
              >
                {jobs.map((job) => (
                  <tr key={job.id} role="row">
                    <td role="cell" class="name">
                      <a href={writeAddress({ page: "job", id: job.id, parameters: "" })}>{words.acts[job.act.kind]}</a>
                    </td>
                    <td role="cell">
                      <JobState job={job} words={words} />
                    </td>
                    <td role="cell" data-term={columns.progress}>
                      <JobProgress job={job} words={words} />
                      <span class="quiet"> {words.counts(job)}</span>
                    </td>
                    <td role="cell" data-term={columns.by}>
                      {job.by || words.operators}
                    </td>
                    <td role="cell" data-term={columns.startedAt}>
                      <time dateTime={job.startedAt}>{listedMoment(job.startedAt, language)}</time>
                    </td>
                  </tr>
                ))}
              </ListTable>
              <Pager {...pager} below />
            </>
          );
        }}
      </ScreenPart>
    </>
  );
}
