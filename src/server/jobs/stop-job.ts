import type { Administrator } from "../issuance/administration/administrator.ts";
import { Refusal } from "../issuance/refusal.ts";
import type { JobRecord, Store } from "../store/database/schema.ts";
import { endJob } from "../store/jobs/end-job.ts";
import { findJob } from "../store/jobs/jobs.ts";
import { transact } from "../store/transact.ts";

/**
 * Stops a job of the administrator's tenant: what is done remains done, and the row that is worked on at this moment is either
 * done before or not at all. A job that is finished stays as it is.
 *
 * @throws Refusal `not-found`
 */
export async function stopJob(
  store: Store,
  id: string,
  { by, now }: { readonly by: Administrator; readonly now: Date },
): Promise<JobRecord> {
  return await transact(store, async (transaction) => {
    await by.requireStill(transaction);
    const job = await requireJob(transaction, { id, tenant: by.tenant });
    if (job.finishedAt === null) await endJob(transaction, job, { stoppedBy: by.user }, { actor: by.actor, now });
    return await requireJob(transaction, job);
  });
}

/**
 * A job of a tenant. Another tenant's is refused like one that does not exist.
 *
 * @throws Refusal `not-found`
 */
export async function requireJob(store: Store, { id, tenant }: Pick<JobRecord, "id" | "tenant">): Promise<JobRecord> {
  const job = await findJob(store, id);
  if (job?.tenant !== tenant) throw new Refusal("not-found");
  return job;
}
