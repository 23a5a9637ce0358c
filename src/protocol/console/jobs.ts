import * as v from "valibot";
import { Issuer, Serial } from "../certificate-identity.ts";
import { CertificateNotes, RevocationOrder } from "./certificates.ts";
import { refusalCodes } from "./problem.ts";
import { RenewalOrder } from "./renewal-orders.ts";
import { Selection } from "./selection.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Identity = v.object({ issuer: Issuer, serial: Serial });
const Refused = v.object({ code: v.picklist(refusalCodes), detail: v.string() });

/** What happens to a row of a job: it waits, something was done, it was refused, or the job was stopped before. */
export const jobRowStates = ["pending", "done", "refused", "skipped"] as const;
export type JobRowState = (typeof jobRowStates)[number];

/** The number of jobs, and of rows, on a page. */
export const jobPageLength = 50;

/** What is done to each certificate of a selection. */
export const JobAct = v.variant("kind", [
  /** On behalf of its holder, unless that has begun a renewal. */
  v.strictObject({ kind: v.literal("renew") }),
  v.strictObject({ kind: v.literal("revoke"), ...RevocationOrder.entries }),
  /** An absent field stays as it is. */
  v.strictObject({
    kind: v.literal("annotate"),
    remark: v.optional(CertificateNotes.entries.remark),
    device: v.optional(CertificateNotes.entries.device),
  }),
  /** That its holder renews it before it is due; it replaces an earlier order of the organisation's. */
  v.strictObject({ kind: v.literal("order"), ...RenewalOrder.entries }),
]);
export type JobAct = v.InferOutput<typeof JobAct>;

/** Recovery codes, which no job makes: `POST /api/recovery-codes` hands them out in its answer, and they are stored nowhere. */
const CodeAct = v.strictObject({ kind: v.literal("code") });

/** What can be foretold. */
const ForetoldAct = v.variant("kind", [...JobAct.options, CodeAct]);
export type ForetoldAct = v.InferOutput<typeof ForetoldAct>;

/** What a job does to each of its rows: something to a certificate, or it issues one that was ordered. */
export const AnyJobAct = v.variant("kind", [...JobAct.options, v.strictObject({ kind: v.literal("issue") })]);
export type AnyJobAct = v.InferOutput<typeof AnyJobAct>;

/** The body of `POST /api/jobs`. */
export const JobOrder = v.strictObject({ act: JobAct, selection: Selection });
export type JobOrder = v.InferOutput<typeof JobOrder>;

/** The body of `POST /api/job-forecast`. */
export const ForecastOrder = v.strictObject({ act: ForetoldAct, selection: Selection });
export type ForecastOrder = v.InferOutput<typeof ForecastOrder>;

/** The answer of `POST /api/job-forecast`: what would be done at this moment. */
export const JobForecast = v.object({
  total: Count,
  /** The number of those to which something would be done. */
  done: Count,
  /** Those that are like that already; of codes, further certificates of a holder, who gets one code for all of them. */
  unchanged: Count,
  refused: v.array(v.object({ ...Refused.entries, count: Count })),
  /** The number of those with other notes, an order or an unused code, which would be replaced. */
  overwritten: Count,
  /** The number of further certificates, before and after those in a renewal, which would be revoked too. */
  along: Count,
});
export type JobForecast = v.InferOutput<typeof JobForecast>;

/** How many certificates, or holders, an act concerns, with those that it concerns along with others. */
export function affectedBy({ kind }: Pick<ForetoldAct, "kind">, { done, unchanged, along }: JobForecast): number {
  return done + along + (kind === "renew" ? unchanged : 0);
}

/** A job. */
export const Job = v.object({
  id: v.string(),
  act: AnyJobAct,
  /** The name of the account that started it; empty if the operators of the service have, by a command. */
  by: v.string(),
  startedAt: Moment,
  state: v.picklist(["waiting", "running", "paused", "finished", "stopped"]),
  total: Count,
  done: Count,
  refused: Count,
  skipped: Count,
  /** Why it waits, and until when. */
  paused: v.nullable(v.object({ ...Refused.entries, until: Moment })),
  /** Who stopped it, or why the service did. */
  stopped: v.nullable(v.object({ by: v.nullable(v.string()), refusal: v.nullable(Refused) })),
  finishedAt: v.nullable(Moment),
});
export type Job = v.InferOutput<typeof Job>;

const Pages = { total: Count, page: Count, pages: Count };

/** The answer of `GET /api/jobs`: the latest first. */
export const JobList = v.object({ jobs: v.array(Job), ...Pages });
export type JobList = v.InferOutput<typeof JobList>;

/** A row of a job, and what came of it. */
export const JobRow = v.object({
  /** From 1; the line of a file with orders. */
  number: Count,
  cn: v.string(),
  /** What it is about; null of an order. */
  certificate: v.nullable(Identity),
  state: v.picklist(jobRowStates),
  refusal: v.nullable(Refused),
  /** The certificate that was issued. */
  issued: v.nullable(Identity),
  finishedAt: v.nullable(Moment),
});
export type JobRow = v.InferOutput<typeof JobRow>;

/** The answer of `GET /api/jobs/{id}`: a job, and a page of its rows. */
export const JobDetail = v.object({ job: Job, rows: v.array(JobRow), ...Pages });
export type JobDetail = v.InferOutput<typeof JobDetail>;

const PageNumber = v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/), v.transform(Number)), "1");

/** The parameters of the list of jobs. */
export const JobListQuery = v.object({ page: PageNumber });

/** The parameters of a job: whether only rows in one state are wanted. */
export const JobQuery = v.object({ page: PageNumber, state: v.optional(v.picklist(jobRowStates)) });
export type JobQuery = v.InferOutput<typeof JobQuery>;
