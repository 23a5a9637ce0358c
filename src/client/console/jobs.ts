import { Job, JobDetail, JobForecast, JobList, type ForecastOrder, type JobOrder } from "../../protocol/console/jobs.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import type { Service } from "../ask.ts";
import { callFor, fillPath } from "./call.ts";
import { receive, type HandedOut, type Transfer } from "./files.ts";

/** Timeout in milliseconds where tens of thousands of certificates are judged. */
const judgingTimeout = 120_000;

/** What a job would do. @throws AdministrationError `selection-changed`, and as `call` does */
export async function forecastJob(service: Service, order: ForecastOrder): Promise<JobForecast> {
  return await callFor(service, JobForecast, consolePaths.forecast, { method: "POST", body: order, timeout: judgingTimeout });
}

/** Starts a job. @throws AdministrationError `selection-changed`, `jobs-exceeded`, and as `call` does */
export async function startJob(service: Service, order: JobOrder): Promise<Job> {
  return await callFor(service, Job, consolePaths.jobs, { method: "POST", body: order, timeout: judgingTimeout });
}

/** A page of the tenant's jobs. @throws as `call` does */
export async function listJobs(service: Service, page: number): Promise<JobList> {
  return await callFor(service, JobList, `${consolePaths.jobs}?page=${page}`);
}

/** A job with a page of its rows. @throws AdministrationError `not-found`, and as `call` does */
export async function readJob(service: Service, id: string, parameters: string): Promise<JobDetail> {
  return await callFor(service, JobDetail, `${fillPath(consolePaths.job, { job: id })}?${parameters}`);
}

/** Stops a job. @throws as `call` does */
export async function stopJob(service: Service, id: string): Promise<Job> {
  return await callFor(service, Job, fillPath(consolePaths.stop, { job: id }), { method: "POST" });
}

/** What came of each row, as a file. @throws as `receive` does */
export async function fetchResults(service: Service, id: string, transfer: Transfer): Promise<HandedOut> {
  return await receive(service, fillPath(consolePaths.results, { job: id }), {}, transfer);
}
