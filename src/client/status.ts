import { paths } from "../protocol/paths.ts";
import type { StageReport } from "../protocol/stage.ts";
import { Status } from "../protocol/status.ts";
import { ask, readJson, type Service, type Transport } from "./ask.ts";

/** Timeout of a proof in milliseconds: the person may have to choose a certificate. */
const proofTimeout = 300_000;

/**
 * The status of the certificate that the service sees.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function askStatus({ origin, transport }: Service): Promise<Status> {
  return await readJson(await ask(transport, new URL(paths.status, origin), { headers: { Accept: "application/json" } }), Status);
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

/**
 * Connects to a proof host with whatever certificate is chosen there, and returns its status.
 *
 * @throws RenewalError with the service's refusal (`no-certificate` and others), `unreachable`, or `answer-malformed`
 */
export async function askProofHost(transport: Transport, proofUrl: string): Promise<Status> {
  return await readJson(await ask(transport, new URL(proofUrl), { headers: {} }, { timeout: proofTimeout }), Status);
}
