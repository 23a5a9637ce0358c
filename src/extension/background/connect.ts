import { askStatus } from "../../client/status.ts";
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
