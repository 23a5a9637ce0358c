import type { JobOrder } from "../../protocol/console/jobs.ts";
import type { Administrator } from "../issuance/administration/administrator.ts";
import { selectedNumbers } from "../issuance/administration/selection.ts";
import type { Service } from "../issuance/service.ts";
import type { JobRecord } from "../store/database/schema.ts";
import { rowAbout } from "../store/jobs/job-rows.ts";
import { requireSense } from "./require-sense.ts";
import { startJob } from "./start-job.ts";

/**
 * Starts a job that does something to the selected certificates, each of which is judged when its turn comes.
 *
 * @throws Refusal as `requireSense`, `selectedNumbers` and `startJob`
 */
export async function startOnSelection(
  { store, settings }: Pick<Service, "store" | "settings">,
  { act, selection }: JobOrder,
  { by, now }: { readonly by: Administrator; readonly now: Date },
): Promise<JobRecord> {
  requireSense(act);
  return await startJob(store, {
    ...{ act, by, now },
    async rowsIn(transaction) {
      const numbers = await selectedNumbers({ store: transaction, settings }, { tenant: by.tenant, selection, now });
      return numbers.map((certificate, at) => rowAbout(certificate, at + 1));
    },
  });
}
