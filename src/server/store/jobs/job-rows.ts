import type { JobRowState } from "../../../protocol/console/jobs.ts";
import type { JobRowRecord, Store, StoreTransaction } from "../database/schema.ts";

/** SQLite takes 32,766 parameters in one statement, PostgreSQL 65,535. */
const atOnce = 1000;

/** A row of a job to begin. */
export type JobRowStart = Pick<JobRowRecord, "number" | "certificate" | "cn" | "remark" | "device" | "mail" | "another">;

/** A row of a job that is to be worked on, with the certificate that it is about. */
export type PendingRow = Omit<JobRowStart, "certificate"> & { readonly issuer: string | null; readonly serial: string | null };

/** Adds the rows of a job. */
export async function insertJobRows(transaction: StoreTransaction, job: string, rows: readonly JobRowStart[]): Promise<void> {
  const waiting = { job, state: "pending", code: null, issued: null, finishedAt: null, retryAt: 0 } as const;
  for (let at = 0; at < rows.length; at += atOnce) {
    const some = rows.slice(at, at + atOnce).map((row) => ({ ...row, ...waiting }));
    await transaction.insertInto("jobRows").values(some).execute();
  }
}

/** The next rows of a job that may be worked on. */
export async function findNextRows(
  store: Store,
  job: string,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<PendingRow[]> {
  return await store
    .selectFrom("jobRows as row")
    .leftJoin("certificates as about", "about.number", "row.certificate")
    .select(["row.number", "row.cn", "row.remark", "row.device", "row.mail", "row.another", "about.issuer", "about.serial"])
    .where("row.job", "=", job)
    .where("row.state", "=", "pending")
    .where("row.retryAt", "<=", now)
    .orderBy("row.number")
    .limit(limit)
    .execute();
}

/** When the next row of a job may be worked on, in milliseconds; undefined if none waits. */
export async function findNextRetry(store: Store, job: string): Promise<number | undefined> {
  const row = await store
    .selectFrom("jobRows")
    .select(({ fn }) => fn.min("retryAt").as("at"))
    .where("job", "=", job)
    .where("state", "=", "pending")
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Whether a row waits. */
export async function isPending(store: Store, job: string, number: number): Promise<boolean> {
  const row = await store
    .selectFrom("jobRows")
    .select("number")
    .where("job", "=", job)
    .where("number", "=", number)
    .where("state", "=", "pending")
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Gives a row that waits its final state.
 *
 * @returns whether it waited
 */
export async function finishRow(
  transaction: StoreTransaction,
  job: string,
  number: number,
  result: Pick<JobRowRecord, "state" | "code" | "issued" | "finishedAt">,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable("jobRows")
    .set({ ...result, mail: null })
    .where("job", "=", job)
    .where("number", "=", number)
    .where("state", "=", "pending")
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Has a row wait. */
export async function delayRow(transaction: StoreTransaction, job: string, number: number, retryAt: number): Promise<void> {
  await transaction.updateTable("jobRows").set({ retryAt }).where("job", "=", job).where("number", "=", number).execute();
}

/**
 * Gives all rows of a job that wait the state `skipped`.
 *
 * @returns their number
 */
export async function skipPendingRows(transaction: StoreTransaction, job: string, at: number): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable("jobRows")
    .set({ state: "skipped", finishedAt: at, mail: null })
    .where("job", "=", job)
    .where("state", "=", "pending")
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** The row of a job that is about a certificate. */
export function rowAbout(certificate: number, number: number): JobRowStart {
  return { number, certificate, cn: null, remark: null, device: null, mail: null, another: 0 };
}

/** A row with the certificate that it is about, and the one that was issued. */
export type DescribedRow = Omit<JobRowRecord, "job" | "certificate" | "issued" | "retryAt" | "mail" | "another"> & {
  readonly issuer: string | null;
  readonly serial: string | null;
  readonly issuedIssuer: string | null;
  readonly issuedSerial: string | null;
  /** The remark and device that are noted; of an order, what was ordered. */
  readonly remark: string | null;
  readonly device: string | null;
};

/** Some of the rows of a job, of one state or of any, after one of them or after some. */
export async function readJobRows(
  store: Store,
  job: string,
  span: { readonly state?: JobRowState | undefined; readonly after?: number; readonly skip?: number; readonly limit: number },
): Promise<DescribedRow[]> {
  const { state, after = 0, skip = 0, limit } = span;
  return await store
    .selectFrom("jobRows as row")
    .leftJoin("certificates as about", "about.number", "row.certificate")
    .leftJoin("certificates as result", "result.number", "row.issued")
    .leftJoin("certificateNotes as notes", "notes.certificate", "row.certificate")
    .select(["row.number", "row.state", "row.code", "row.finishedAt", "about.issuer", "about.serial"])
    .select(["result.issuer as issuedIssuer", "result.serial as issuedSerial"])
    .select(({ fn }) => [
      fn.coalesce("row.cn", "about.cn").as("cn"),
      fn.coalesce("row.remark", "notes.remark").as("remark"),
      fn.coalesce("row.device", "notes.device").as("device"),
    ])
    .where("row.job", "=", job)
    .where("row.number", ">", after)
    .$if(state !== undefined, (query) => query.where("row.state", "=", state ?? "pending"))
    .orderBy("row.number")
    .limit(limit)
    .offset(skip)
    .execute();
}

/** The numbers of the certificates that a job has issued. */
export async function findIssuedBy(store: Store, job: string): Promise<number[]> {
  const rows = await store
    .selectFrom("jobRows")
    .select("issued")
    .where("job", "=", job)
    .where("issued", "is not", null)
    .$narrowType<{ issued: number }>()
    .orderBy("number")
    .execute();
  return rows.map(({ issued }) => issued);
}
