import type { Bytes } from "../core/bytes.ts";
import { paths } from "../protocol/paths.ts";
import { preconditionHeaders, type Precondition } from "../protocol/precondition.ts";
import type { StageReport } from "../protocol/stage.ts";
import { ask, type Service } from "./ask.ts";
import { enrolAt } from "./est.ts";

/**
 * Sends a PKCS#10 request to `simplereenroll` (RFC 7030, section 4.2.2, with the base64 of RFC 8951).
 *
 * @param request DER
 * @returns the certificate, then its issuers, DER
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function reenrol(service: Service, request: Bytes, precondition: Precondition): Promise<readonly [Bytes, ...Bytes[]]> {
  return (await enrolAt(service, paths.reenrol, preconditionHeaders(precondition), request)).certificates;
}

/**
 * Reports the stage of a replacement to the service.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function reportStage({ origin, transport }: Service, report: StageReport): Promise<void> {
  await ask(transport, new URL(paths.stage, origin), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(report),
  });
}
