import { reenrol } from "../../client/renewal.ts";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import type { ExtensionMessage } from "../../protocol/extension-message.ts";
import type { Caller } from "./caller.ts";
import { serviceAt } from "./service-at.ts";

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
