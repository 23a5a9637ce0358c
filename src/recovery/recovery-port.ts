import { type Service, fetchWith } from "../client/ask.ts";
import { askRecoveryAddresses, enrolWithCode, type Recovered } from "../client/recovery.ts";
import { askProofHost } from "../client/status.ts";
import { parseCertificate } from "../core/x509/certificate.ts";
import { offerDownload } from "../dialog/machine/offer-download.ts";
import type { RenewalPort } from "../dialog/machine/port.ts";
import type { PendingReplacement } from "../protocol/status.ts";
import { authorization, type Claim } from "./claim.ts";

/** The dialog's port for a person with a code instead of a certificate. */
export interface RecoveryPort extends RenewalPort {
  /** The web app's origin, once a certificate has been issued. */
  issuedFor(): string | undefined;
}

/**
 * A port to the recovery host. The host knows no certificate of the person, so the status is synthesised from the claim
 * and from what was issued for it; stages before the first use are not reported.
 */
export function recoveryPort(service: Service, claim: Claim): RecoveryPort {
  const toProofHost = fetchWith({ mode: "cors", credentials: "include" });
  let issued: PendingReplacement | undefined;
  let app: string | undefined;

  return {
    async status() {
      const { now, proofUrl, ...addresses } = await askRecoveryAddresses(service);
      ({ app } = addresses);
      const certificate = { cn: claim.cn, o: claim.o };
      return {
        now,
        certificate,
        refusal: null,
        explanation: null,
        order: null,
        pending: issued ?? null,
        retireAfterDays: null,
        proofUrl,
      };
    },

    async enrol(request) {
      const recovered = await enrolWithCode(service, authorization(claim), request);
      issued = describe(recovered);
      return recovered.certificates;
    },

    download: (name, file) => offerDownload(document, name, file),

    async report() {
      await Promise.resolve();
    },

    async prove(proofUrl) {
      const seen = await askProofHost(toProofHost, proofUrl);
      if (issued?.serial === seen.certificate.serial) issued = { ...issued, stage: "first-used" };
      return seen;
    },

    issuedFor: () => (issued === undefined ? undefined : app),
  };
}

function describe({ certificates: [certificate], fileName }: Recovered): PendingReplacement {
  const { serial, notAfter } = parseCertificate(certificate);
  return { serial, issuedAt: new Date().toISOString(), notAfter: notAfter.toISOString(), fileName, stage: "issued" };
}
