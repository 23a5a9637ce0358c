import { askStatus } from "../../client/status.ts";
import { RenewalError } from "../../protocol/failure.ts";
import type { Status } from "../../protocol/status.ts";
import { noteRetired, noteStatus } from "../renewals/ledger-changes.ts";
import type { NotedPlace } from "./caller.ts";
import { note } from "./note.ts";
import { serviceAt } from "./service-at.ts";

/**
 * Fetches the status of the certificate that the browser presents to a site, and records it in the ledger.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function notedStatus(place: NotedPlace): Promise<Status> {
  const { origin } = place;
  const now = new Date();
  try {
    const answer = await askStatus(serviceAt(place));
    note(place, (ledger) => noteStatus(ledger, origin, answer, now), now);
    return answer;
  } catch (cause) {
    if (cause instanceof RenewalError && cause.code === "retired") note(place, (ledger) => noteRetired(ledger, origin, now), now);
    throw cause;
  }
}
