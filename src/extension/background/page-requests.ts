import { reenrol, reportStage } from "../../client/renewal.ts";
import { askStatus } from "../../client/status.ts";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import type { ExtensionMessage } from "../../protocol/extension-message.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { noteStage } from "../renewals/ledger-changes.ts";
import type { Caller } from "../service/caller.ts";
import { serviceAt } from "../service/service-at.ts";

/** How long the person may take to choose a certificate, in milliseconds. */
const patience = 120_000;

/**
 * Connects to the proof host that the service names, so that it sees the certificate that the person chooses. The
 * answer stays closed: the host is the service's and not among those that were granted.
 *
 * @throws RenewalError where the service could not be asked for the host, DOMException or TypeError where it was not reached
 */
export async function connect(caller: Caller): Promise<void> {
  const { proofUrl } = await askStatus(serviceAt(caller));
  await fetch(proofUrl, { mode: "no-cors", credentials: "include", cache: "no-store", signal: AbortSignal.timeout(patience) });
}

/**
 * Sends a page's PKCS#10 request to the service on the page's origin.
 *
 * @returns the certificate of the answer, then its issuers (DER, base64)
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function enrol(
  caller: Caller,
  { request, precondition }: Extract<ExtensionMessage, { kind: "enrol" }>,
): Promise<readonly string[]> {
  return (await reenrol(serviceAt(caller), fromBase64(request), precondition)).map(toBase64);
}

/**
 * Tells the service how far a replacement has come, and remembers it, whether or not the service can be told.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function report(caller: Caller, message: Extract<ExtensionMessage, { kind: "report" }>): Promise<void> {
  const now = new Date();
  void changeLedger((ledger) => noteStage(ledger, caller.origin, message.report, now), now);
  await reportStage(serviceAt(caller), message.report);
}
