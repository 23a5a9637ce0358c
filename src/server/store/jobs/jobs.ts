import { sql } from "kysely";
import type { JobRecord, Store, StoreTransaction } from "../database/schema.ts";

/** Adds a job. */
export async function insertJob(transaction: StoreTransaction, job: JobRecord): Promise<void> {
  await transaction.insertInto("jobs").values(job).execute();
}

/** A job of any tenant. */
export async function findJob(store: Store, id: string): Promise<JobRecord | undefined> {
  return await store.selectFrom("jobs").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Changes a job. */
export async function updateJob(transaction: StoreTransaction, id: string, change: Partial<JobRecord>): Promise<void> {
  await transaction.updateTable("jobs").set(change).where("id", "=", id).execute();
}

/** Counts a row of a job that has reached a final state. */
export async function countRow(
  transaction: StoreTransaction,
  id: string,
  state: "done" | "refused",
  leaseUntil: number,
): Promise<void> {
  await transaction
    .updateTable("jobs")
    .set((columns) => ({ [state]: columns(state, "+", 1), leaseUntil, pausedUntil: null, pausedBecause: null }))
    .where("id", "=", id)
    .execute();
}

/** The number of a tenant's jobs that are not finished. */
export async function countOpenJobs(store: Store, tenant: string): Promise<number> {
  const { count } = await store
    .selectFrom("jobs")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("tenant", "=", tenant)
    .where("finishedAt", "is", null)
    .executeTakeFirstOrThrow();
  return count;
}

/** The unfinished jobs of a tenant, of one of its accounts, or of all. */
export async function findOpenJobs(
  store: Store,
  { tenant, account }: Partial<Pick<JobRecord, "tenant" | "account">>,
): Promise<JobRecord[]> {
  return await store
    .selectFrom("jobs")
    .selectAll()
    .where("finishedAt", "is", null)
    .$if(tenant !== undefined, (query) => query.where("tenant", "=", tenant ?? ""))
    .$if(account !== undefined, (query) => query.where("account", "=", account ?? ""))
    .orderBy("startedAt")
    .orderBy("id")
    .execute();
}

/**
 * The job to work on next: one of the tenant that has waited longest since one of its jobs was last worked on, and whose jobs
 * no other process works on; undefined if there is nothing to do.
 *
 * @param longest a lease or a pause that is longer began while a clock was ahead, and does not count
 */
export async function findJobToServe(
  store: Store,
  { now, longest }: { readonly now: number; readonly longest: number },
): Promise<JobRecord | undefined> {
  return await store
    .selectFrom("jobs")
    .innerJoin(
      (from) =>
        from
          .selectFrom("jobs as each")
          .select(({ fn }) => ["each.tenant", fn.max("each.servedAt").as("lastServed")])
          .select(
            sql<number>`max(case when each.lease_until > ${now} and each.lease_until <= ${now + longest} then 1 else 0 end)`.as(
              "leased",
            ),
          )
          .where("each.finishedAt", "is", null)
          .groupBy("each.tenant")
          .as("turn"),
      (join) => join.onRef("turn.tenant", "=", "jobs.tenant"),
    )
    .selectAll("jobs")
    .where("jobs.finishedAt", "is", null)
    .where("turn.leased", "=", 0)
    .where((is) =>
      is.or([is("jobs.pausedUntil", "is", null), is("jobs.pausedUntil", "<=", now), is("jobs.pausedUntil", ">", now + longest)]),
    )
    .orderBy("turn.lastServed")
    .orderBy("jobs.servedAt")
    .orderBy("jobs.startedAt")
    .limit(1)
    .executeTakeFirst();
}

/** The number of a tenant's jobs. */
export async function countJobs(store: Store, tenant: string): Promise<number> {
  const { count } = await store
    .selectFrom("jobs")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("tenant", "=", tenant)
    .executeTakeFirstOrThrow();
  return count;
}

/** Some of a tenant's jobs, or of all tenants', the latest first. */
export async function readJobs(
  store: Store,
  tenant: string | undefined,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<JobRecord[]> {
  return await store
    .selectFrom("jobs")
    .selectAll()
    .$if(tenant !== undefined, (query) => query.where("tenant", "=", tenant ?? ""))
    .orderBy("startedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .offset(skip)
    .execute();
}

/** One of the jobs that were finished before a moment. */
export async function findJobFinishedBefore(store: Store, moment: number): Promise<string | undefined> {
  const row = await store.selectFrom("jobs").select("id").where("finishedAt", "<", moment).limit(1).executeTakeFirst();
  return row?.id;
}

/** Removes a job with its rows. */
export async function removeJob(transaction: StoreTransaction, id: string): Promise<void> {
  await transaction.deleteFrom("jobRows").where("job", "=", id).execute();
  await transaction.deleteFrom("jobs").where("id", "=", id).execute();
}
