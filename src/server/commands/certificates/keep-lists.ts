import { keepPresentLists } from "../../issuance/lifecycle/published-lists.ts";
import type { Service } from "../../issuance/service.ts";

/**
 * Updates the revocation lists in the data folder, for a later restore, without waiting for the service's next round. The
 * revocation is effective even if this fails.
 */
export async function keepLists(service: Service): Promise<void> {
  await keepPresentLists(service, new Date()).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`koshin: ${service.published} could not be updated (${why}). The service retries every five minutes.\n`);
  });
}
