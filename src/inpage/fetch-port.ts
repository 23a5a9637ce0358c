import { fetchWith, type Service } from "../client/ask.ts";
import { reenrol } from "../client/est.ts";
import { askProofHost, askStatus, reportStage } from "../client/status.ts";
import { offerDownload } from "../dialog/machine/offer-download.ts";
import type { RenewalPort } from "../dialog/machine/port.ts";

const toProofHost = fetchWith({ mode: "cors", credentials: "include" });

/** The dialog's port in a page, which uses the page's own fetch. */
export function fetchPort(service: Service): RenewalPort {
  return {
    status: () => askStatus(service),
    enrol: (request, precondition) => reenrol(service, request, precondition),
    download: (name, file) => offerDownload(document, name, file),
    report: (report) => reportStage(service, report),
    prove: (proofUrl) => askProofHost(toProofHost, proofUrl),
  };
}
