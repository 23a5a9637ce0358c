import { reenrol } from "../../client/est.ts";
import { askStatus, reportStage } from "../../client/status.ts";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import type { ExtensionMessage } from "../../protocol/extension-message.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { noteStage } from "../renewals/ledger-changes.ts";
import type { Caller } from "../service/caller.ts";
import { serviceAt } from "../service/service-at.ts";

/** How long the person may take to choose a certificate, in milliseconds. */
const certificateChoiceTimeout = 120_000;

/**
 * Connects to the proof host that the service names, so that the service sees the certificate that the person chooses.
 * The response is opaque: the host is the service's and not among the granted ones.
 *
 * @throws RenewalError if the service did not name the host, DOMException or TypeError if the host was not reached
 */
export async function connect(caller: Caller): Promise<void> {
  const { proofUrl } = await askStatus(serviceAt(caller));
  const signal = AbortSignal.timeout(certificateChoiceTimeout);
  await fetch(proofUrl, { mode: "no-cors", credentials: "include", cache: "no-store", signal });
}

/**
 * Sends a page's PKCS#10 request to the service on the page's origin.
 *
 * @returns the issued certificate, then its issuers (DER, base64)
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function enrol(
  caller: Caller,
  { request, precondition }: Extract<ExtensionMessage, { kind: "enrol" }>,
): Promise<readonly string[]> {
  return (await reenrol(serviceAt(caller), fromBase64(request), precondition)).map(toBase64);
}

/**
 * Reports the stage of a replacement to the service, and records it in the ledger even if the report fails.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function report(caller: Caller, message: Extract<ExtensionMessage, { kind: "report" }>): Promise<void> {
  const now = new Date();
  void changeLedger((ledger) => noteStage(ledger, caller.origin, message.report, now), now);
  await reportStage(serviceAt(caller), message.report);
}
