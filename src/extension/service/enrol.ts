import { fromBase64, toBase64 } from "../../core/base64.ts";
import type { Bytes } from "../../core/bytes.ts";
import { readCertsOnly } from "../../core/x509/certs-only.ts";
import { issuersOf } from "../../core/x509/issuers-of.ts";
import type { ExtensionMessage } from "../../protocol/extension-message.ts";
import { paths } from "../../protocol/paths.ts";
import { preconditionHeaders } from "../../protocol/precondition.ts";
import { Failed } from "../failed.ts";
import { askService } from "./ask-service.ts";
import type { Caller } from "./caller.ts";

/**
 * Sends a PKCS#10 request to `simplereenroll` (RFC 7030, section 4.2.2), and asks `cacerts` for the issuers.
 *
 * @returns the certificate of the answer, then its issuers (DER, base64)
 * @throws Failed with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function enrol(
  caller: Caller,
  { request, precondition }: Extract<ExtensionMessage, { kind: "enrol" }>,
): Promise<readonly string[]> {
  const answer = await askService(caller, paths.reenrol, {
    method: "POST",
    headers: { "Content-Type": "application/pkcs10", ...preconditionHeaders(precondition) },
    body: request,
  });
  const [certificate] = certificatesIn(answer);
  const authorities = certificatesIn(await askService(caller, paths.caCertificates, { headers: {} }));
  try {
    return [certificate, ...(await issuersOf(certificate, authorities))].map(toBase64);
  } catch (cause) {
    throw new Failed("answer-malformed", "The service's authorities did not issue the certificate.", { cause });
  }
}

function certificatesIn(text: string): [Bytes, ...Bytes[]] {
  try {
    return readCertsOnly(fromBase64(text));
  } catch (cause) {
    throw new Failed("answer-malformed", "The service's answer holds no certificates.", { cause });
  }
}
