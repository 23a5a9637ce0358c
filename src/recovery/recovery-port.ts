import * as v from "valibot";
import { toBase64 } from "../core/base64.ts";
import type { Bytes } from "../core/bytes.ts";
import { parseCertificate } from "../core/x509/certificate.ts";
import type { KeyKind } from "../core/key-kind.ts";
import { askProofHost, askService, parseJson, textOf } from "../dialog/jobs/ask-service.ts";
import { offerDownload } from "../dialog/jobs/offer-download.ts";
import type { RenewalPort } from "../dialog/jobs/port.ts";
import { readCertificates } from "../dialog/jobs/read-certificates.ts";
import { RenewalError } from "../dialog/machine/renewal-error.ts";
import { paths } from "../protocol/paths.ts";
import { fileNameHeader, RecoveryAddresses } from "../protocol/recovery.ts";
import type { PendingReplacement, Status } from "../protocol/status.ts";
import { P12FileName } from "../protocol/status.ts";
import { authorization, type Claim } from "./claim.ts";

/** A certificate that has not begun, so that any other lasts longer. */
const beginning = new Date(0).toISOString();

/** What the dialog needs, for a person who has a code in place of a certificate. */
export interface RecoveryPort extends RenewalPort {
  /** The web app's origin, once a certificate has been issued. */
  issuedFor(): string | undefined;
}

/**
 * Reaches the recovery host. It knows no certificate of the person's, so the status is made up here, out of the code's
 * claim and of what was issued for it; the stages until the first use are nobody's to report.
 */
export function recoveryPort(claim: Claim, keyKind: KeyKind): RecoveryPort {
  let issued: PendingReplacement | undefined;
  let app: string | undefined;

  return {
    async status() {
      const response = await askService(paths.recoveryAddresses, { credentials: "omit" });
      const addresses = v.safeParse(RecoveryAddresses, parseJson(await textOf(response)));
      if (!addresses.success) throw new RenewalError("answer-malformed", "The service's answer names no addresses.");
      ({ app } = addresses.output);
      return status(claim, keyKind, issued ?? null, addresses.output);
    },

    /** RFC 7030, section 4.2.1. The same request again is answered with the same certificate. */
    async enrol(request) {
      const response = await askService(paths.enrol, {
        method: "POST",
        credentials: "omit",
        headers: { Authorization: authorization(claim), "Content-Type": "application/pkcs10" },
        body: toBase64(request),
      });
      const certificates = await readCertificates(response);
      issued = describe(certificates[0], response.headers.get(fileNameHeader));
      return certificates;
    },

    async download(name, file) {
      await offerDownload(document, name, file);
    },

    async report() {
      await Promise.resolve();
    },

    async prove(proofUrl) {
      const seen = await askProofHost(proofUrl);
      if (issued?.serial === seen.certificate.serial) issued = { ...issued, stage: "first-used" };
      return seen;
    },

    issuedFor: () => (issued === undefined ? undefined : app),
  };
}

function describe(certificate: Bytes, name: string | null): PendingReplacement {
  const fileName = v.safeParse(P12FileName, name);
  if (!fileName.success) throw new RenewalError("answer-malformed", "The service's answer has no name for the file.");
  const { serial, notAfter } = parseCertificate(certificate);
  const issuedAt = new Date().toISOString();
  return { serial, issuedAt, notAfter: notAfter.toISOString(), fileName: fileName.output, stage: "issued" };
}

function status({ cn, o }: Claim, keyKind: KeyKind, pending: PendingReplacement | null, { now, proofUrl }: RecoveryAddresses): Status {
  return {
    now,
    certificate: { cn, o, serial: "00", notBefore: beginning, notAfter: beginning, daysLeft: 0 },
    refusal: null,
    explanation: null,
    due: true,
    window: { from: beginning, prompt: beginning, until: beginning },
    askAgainAfter: 0,
    keyKind,
    pending,
    retireAfterDays: null,
    recoveryPage: null,
    proofUrl,
  };
}
