import { reportStage } from "../../client/renewal.ts";
import type { ExtensionMessage } from "../../protocol/extension-message.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { noteStage } from "../renewals/ledger-changes.ts";
import type { Caller } from "./caller.ts";
import { serviceAt } from "./service-at.ts";

/**
 * Tells the service how far a replacement has come, and remembers it, whether or not the service can be told.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function report(
  caller: Caller,
  message: Extract<ExtensionMessage, { kind: "report" }>,
): Promise<void> {
  const now = new Date();
  void changeLedger((ledger) => noteStage(ledger, caller.origin, message.report, now), now);
  await reportStage(serviceAt(caller), message.report);
}
