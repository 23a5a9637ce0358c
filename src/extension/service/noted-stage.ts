import { reportStage } from "../../client/status.ts";
import type { StageReport } from "../../protocol/stage.ts";
import { noteStage } from "../renewals/ledger-changes.ts";
import type { NotedPlace } from "./caller.ts";
import { note } from "./note.ts";
import { serviceAt } from "./service-at.ts";

/**
 * Reports the stage of a replacement to the service, and records it in the ledger even if the report fails.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function notedStage(place: NotedPlace, report: StageReport): Promise<void> {
  const now = new Date();
  note(place, (ledger) => noteStage(ledger, place.origin, report, now), now);
  await reportStage(serviceAt(place), report);
}
