import { reportStage } from "../../client/status.ts";
import type { StageReport } from "../../protocol/stage.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { noteStage } from "../renewals/ledger-changes.ts";
import type { Place } from "./caller.ts";
import { serviceAt } from "./service-at.ts";

/**
 * Reports the stage of a replacement to the service, and records it in the ledger even if the report fails.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function notedStage(place: Place, report: StageReport): Promise<void> {
  const now = new Date();
  void changeLedger((ledger) => noteStage(ledger, place.origin, report, now), now);
  await reportStage(serviceAt(place), report);
}
