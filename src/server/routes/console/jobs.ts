import type { Context } from "hono";
import * as v from "valibot";
import { ForecastOrder, JobListQuery, JobOrder, JobQuery, jobRowStates } from "../../../protocol/console/jobs.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { selectionLimit } from "../../../protocol/console/selection.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { describeJob, jobInDetail, pageOfJobs } from "../../jobs/describe-jobs.ts";
import { forecast } from "../../jobs/forecast.ts";
import { resultsFile } from "../../jobs/results-file.ts";
import { startOnSelection } from "../../jobs/start-on-selection.ts";
import { requireJob, stopJob as stop } from "../../jobs/stop-job.ts";
import { refusedBodies, type Described, type Operation } from "../description/operation.ts";
import { schemaOf, text } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { answerFile } from "../http/attachment.ts";
import { requireEmptyBody } from "../http/empty-body.ts";
import type { Environment } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";
import { languageHeader, languageIn } from "./language-in.ts";

const JobId = v.pipe(v.string(), v.uuid());
const jobParameter: Readonly<Record<string, Described>> = { job: { type: "string", format: "uuid" } };
const pageNumber = { description: "From 1, which is the default.", schema: { type: "string", pattern: "^[1-9][0-9]{0,6}$" } };
const refusedOrders = [...refusedAdministrators, ...refusedBodies, "not-found", "selection-changed"] as const;

/** What an act would do, before it is confirmed. */
export const forecastJob: Operation = {
  id: "forecastJob",
  method: "post",
  path: consolePaths.forecast,
  summary: "Say what a job would do at this moment, by number",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  request: { required: true, content: { "application/json": schemaOf("ForecastOrder") } },
  answers: { 200: { description: "The numbers.", content: { "application/json": schemaOf("JobForecast") } } },
  refusals: refusedOrders,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const order = await readJson(c.env.incoming, ForecastOrder, selectionLimit);
    return answerJson(await forecast(surroundings.service, { ...order, by, now }));
  },
};

/** What is done to several certificates, or to all that a search finds. */
export const startJob: Operation = {
  id: "startJob",
  method: "post",
  path: consolePaths.jobs,
  summary: "Do something to several certificates, or to all that a search finds, in the background",
  description:
    "Each certificate is judged when its turn comes, with the role that the account has by then. A job survives a restart of the service, and its results are kept for `jobDays`.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  request: { required: true, content: { "application/json": schemaOf("JobOrder") } },
  answers: { 200: { description: "The job.", content: { "application/json": schemaOf("Job") } } },
  refusals: [...refusedOrders, "jobs-exceeded"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    // Of megabytes, so it is read of nobody but administrators.
    const order = await readJson(c.env.incoming, JobOrder, selectionLimit);
    const job = await startOnSelection(surroundings.service, order, { by, now });
    surroundings.wakeWork();
    return answerJson(describeJob(job, now));
  },
};

/** 処理状況. */
export const listJobs: Operation = {
  id: "listJobs",
  method: "get",
  path: consolePaths.jobs,
  summary: "The jobs of the organisation, a page at a time, the latest first",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  query: { page: pageNumber },
  answers: { 200: { description: "The page.", content: { "application/json": schemaOf("JobList") } } },
  refusals: [...refusedAdministrators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const query = v.safeParse(JobListQuery, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await pageOfJobs(surroundings.service.store, tenant, query.output.page, now));
  },
};

/** What came of each row. */
export const describeOneJob: Operation = {
  id: "describeJob",
  method: "get",
  path: consolePaths.job,
  summary: "Describe a job of the organisation, with a page of its rows",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  parameters: jobParameter,
  query: { page: pageNumber, state: { description: "Only rows in this state.", schema: { enum: jobRowStates } } },
  answers: { 200: { description: "The job.", content: { "application/json": schemaOf("JobDetail") } } },
  refusals: [...refusedAdministrators, "not-found", "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const query = v.safeParse(JobQuery, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await jobInDetail(surroundings.service.store, { id: jobIn(c), tenant }, query.output, now));
  },
};

/** 中止. */
export const stopJob: Operation = {
  id: "stopJob",
  method: "post",
  path: consolePaths.stop,
  summary: "Stop a job of the organisation",
  description: "What is done remains done. A job that is finished stays as it is.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  parameters: jobParameter,
  request: { required: false, content: { "application/json": { type: "object", maxProperties: 0 } } },
  answers: { 200: { description: "The job.", content: { "application/json": schemaOf("Job") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found"],
  handler: (surroundings) => async (c) => {
    await requireEmptyBody(c.env.incoming);
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    return answerJson(describeJob(await stop(surroundings.service.store, jobIn(c), { by, now }), now));
  },
};

/** What came of each row, as a file. */
export const jobResults: Operation = {
  id: "jobResults",
  method: "get",
  path: consolePaths.results,
  summary: "What came of each row of a job, as CSV",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  parameters: jobParameter,
  headers: languageHeader,
  answers: {
    200: {
      description: "The rows (RFC 4180), in UTF-8 with a byte order mark.",
      headers: { "Content-Disposition": "The file's name (RFC 6266)." },
      content: { "text/csv": text },
    },
  },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const { tenant } = await requireAdministrator(surroundings, c, { now: clock(), atLeast: "viewer" });
    const job = await requireJob(service.store, { id: jobIn(c), tenant });
    const name = `results_${new Date(job.startedAt).toISOString().slice(0, 10)}.csv`;
    return answerFile("text/csv; charset=utf-8", name, resultsFile(service.store, job, languageIn(c)));
  },
};

/** @throws Refusal `not-found` if the path names none */
function jobIn(c: Context<Environment>): string {
  const id = v.safeParse(JobId, c.req.param("job"));
  if (!id.success) throw new Refusal("not-found");
  return id.output;
}
