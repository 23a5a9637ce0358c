import { fromBase64, toBase64 } from "../../core/base64.ts";
import { readCertsOnly } from "../../core/certs-only.ts";
import type { ExtensionMessage } from "../../protocol/extension-message.ts";
import { paths } from "../../protocol/paths.ts";
import { preconditionHeaders } from "../../protocol/precondition.ts";
import { Failed } from "../failed.ts";
import { askService } from "./ask-service.ts";
import type { Caller } from "./caller.ts";

/**
 * Sends a PKCS#10 request to `simplereenroll` (RFC 7030, section 4.2.2).
 *
 * @returns the certificates of the answer (DER, base64), in its order
 * @throws Failed with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function enrol(
  caller: Caller,
  { request, precondition }: Extract<ExtensionMessage, { kind: "enrol" }>,
): Promise<readonly string[]> {
  const body = await askService(caller, paths.reenrol, {
    method: "POST",
    headers: { "Content-Type": "application/pkcs10", ...preconditionHeaders(precondition) },
    body: request,
  });
  try {
    return readCertsOnly(fromBase64(body)).map(toBase64);
  } catch (cause) {
    throw new Failed("answer-malformed", "The service's answer holds no certificates.", { cause });
  }
}
