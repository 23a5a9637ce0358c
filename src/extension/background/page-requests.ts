import { reenrol } from "../../client/est.ts";
import { askStatus } from "../../client/status.ts";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import type { ExtensionMessage } from "../../protocol/extension-message.ts";
import type { Caller } from "../service/caller.ts";
import { connectToProofHost } from "../service/connect-to-proof-host.ts";
import { serviceAt } from "../service/service-at.ts";

/**
 * Connects to the proof host that the service names, for a page whose policy does not let its dialog connect.
 *
 * @throws RenewalError if the service did not name the host, DOMException or TypeError if the host was not reached
 */
export async function connect(caller: Caller): Promise<void> {
  const { proofUrl } = await askStatus(serviceAt(caller));
  await connectToProofHost(proofUrl);
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
