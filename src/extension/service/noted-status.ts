import { askStatus } from "../../client/status.ts";
import { RenewalError } from "../../protocol/failure.ts";
import type { Status } from "../../protocol/status.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { noteRetired, noteStatus } from "../renewals/ledger-changes.ts";
import type { Ledger } from "../renewals/ledger.ts";
import type { Place } from "./caller.ts";
import { serviceAt } from "./service-at.ts";

/**
 * Fetches the status of the certificate that the browser presents to a site, and records it in the ledger without
 * waiting: a ledger that cannot be written must not prevent a renewal.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function notedStatus(place: Place): Promise<Status> {
  const { origin } = place;
  const now = new Date();
  try {
    const answer = await askStatus(serviceAt(place));
    note((ledger) => noteStatus(ledger, origin, answer, now));
    return answer;
  } catch (cause) {
    if (cause instanceof RenewalError && cause.code === "retired") note((ledger) => noteRetired(ledger, origin, now));
    throw cause;
  }

  function note(change: (ledger: Ledger) => Ledger): void {
    void changeLedger(change, now);
  }
}
