import { keepPresentLists } from "../../issuance/lifecycle/published-lists.ts";
import type { Service } from "../../issuance/service.ts";

/**
 * Has the data folder hold what was revoked a moment ago, for a restore, before the next round of the service. What was
 * revoked is so, whether that works or not.
 */
export async function keepLists(service: Service): Promise<void> {
  await keepPresentLists(service, new Date()).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `koshin: ${service.published} could not be brought up to date (${why}). The service tries it every five minutes.\n`,
    );
  });
}
