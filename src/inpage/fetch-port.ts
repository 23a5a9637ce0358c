import { fetchWith, type Service } from "../client/ask.ts";
import { reenrol } from "../client/est.ts";
import { askProofHost, askStatus, reportStage } from "../client/status.ts";
import { offerDownload } from "../dialog/machine/offer-download.ts";
import type { RenewalPort } from "../dialog/machine/port.ts";
import { RenewalError } from "../protocol/failure.ts";
import type { Status } from "../protocol/status.ts";

const toProofHost = fetchWith({ mode: "cors", credentials: "include" });

/**
 * The dialog's port in a page, which uses the page's own fetch.
 *
 * @param first the status that the page had when the dialog opened
 */
export function fetchPort(service: Service, first: Pick<Status, "now">): RenewalPort {
  let latest = first.now;

  /** A service worker may ignore that these requests must not be cached; the service's clock reveals that. */
  async function askAgain(): Promise<Status> {
    const status = await askStatus(service);
    const intercepted = "serviceWorker" in navigator && navigator.serviceWorker.controller !== null;
    if (intercepted && Date.parse(status.now) <= Date.parse(latest)) {
      throw new RenewalError("answer-cached", "The page's service worker answered from its cache.");
    }
    latest = status.now;
    return status;
  }

  return {
    status: askAgain,
    enrol: (request, precondition) => reenrol(service, request, precondition),
    download: (name, file) => offerDownload(document, name, file),
    report: (report) => reportStage(service, report),
    prove: (proofUrl) => askProofHost(toProofHost, proofUrl),
  };
}
