import { reenrol, reportStage } from "../../client/renewal.ts";
import { askProofHost, askStatus } from "../../client/status.ts";
import { fetchWith } from "../../client/transport.ts";
import { offerDownload } from "../../dialog/jobs/offer-download.ts";
import type { RenewalPort } from "../../dialog/jobs/port.ts";
import { pageService } from "./page-service.ts";

const toProofHost = fetchWith({ mode: "cors", credentials: "include" });

/** The dialog's port in a page, which uses the page's own fetch. */
export const fetchPort: RenewalPort = {
  status: () => askStatus(pageService()),
  enrol: (request, precondition) => reenrol(pageService(), request, precondition),
  download: (name, file) => offerDownload(document, name, file),
  report: (report) => reportStage(pageService(), report),
  prove: (proofUrl) => askProofHost(toProofHost, proofUrl),
};
