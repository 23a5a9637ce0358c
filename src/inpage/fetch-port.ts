import { toBase64 } from "../core/base64.ts";
import { askProofHost, askService, readStatus } from "../dialog/jobs/ask-service.ts";
import { offerDownload } from "../dialog/jobs/offer-download.ts";
import type { RenewalPort } from "../dialog/jobs/port.ts";
import { readCertificates } from "../dialog/jobs/read-certificates.ts";
import { paths } from "../protocol/paths.ts";
import { preconditionHeaders } from "../protocol/precondition.ts";

/** Reaches the service on the page's own origin, where the browser presents the certificate that is to be renewed. */
export const fetchPort: RenewalPort = {
  async status() {
    return await readStatus(await askService(paths.status, { headers: { Accept: "application/json" } }));
  },

  /** RFC 7030, section 4.2.2, with the base64 of RFC 8951. */
  async enrol(request, precondition) {
    const response = await askService(paths.reenrol, {
      method: "POST",
      headers: { "Content-Type": "application/pkcs10", ...preconditionHeaders(precondition) },
      body: toBase64(request),
    });
    return await readCertificates(response);
  },

  async download(name, file) {
    await offerDownload(document, name, file);
  },

  async report(report) {
    await askService(paths.stage, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(report),
    });
  },

  prove: askProofHost,
};
