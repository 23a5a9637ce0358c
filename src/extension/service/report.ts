import type { ExtensionMessage } from "../../protocol/extension-message.ts";
import { paths } from "../../protocol/paths.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { noteStage } from "../renewals/ledger-changes.ts";
import { askService } from "./ask-service.ts";
import type { Caller } from "./caller.ts";

/**
 * Tells the service how far a replacement has come, and remembers it, whether or not the service can be told.
 *
 * @throws Failed with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function report(
  caller: Caller,
  message: Extract<ExtensionMessage, { kind: "report" }>,
): Promise<void> {
  const now = new Date();
  void changeLedger((ledger) => noteStage(ledger, caller.origin, message.report, now), now);
  await askService(caller, paths.stage, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(message.report),
  });
}
