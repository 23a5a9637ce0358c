import { daysUntil } from "../../../core/days.ts";
import { p12FileName } from "../../../core/renewal/file-name.ts";
import type { ReplacementStage } from "../../../protocol/stage.ts";
import type { PendingReplacement, Status } from "../../../protocol/status.ts";
import type { Product } from "../../settings/settings.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { CertificateRow } from "../../store/database/schema.ts";
import { explanationOf, Refusal, refusalSentences } from "../refusal.ts";
import type { Service } from "../service.ts";
import { canIssue } from "../sign-and-record.ts";
import { askAgainAfter } from "./ask-again.ts";
import { judge } from "./renewal-judgement.ts";
import { orderInForce } from "./renewal-order.ts";

/**
 * What the holder of a certificate should know and do. The replacement stays in it after its first use, with that
 * stage: the page that still connects with the predecessor learns here that the proof has worked.
 *
 * @param product the rules of the host that was asked
 * @param addresses where a replacement proves itself, and where a certificate is renewed once it has expired
 * @throws Refusal `revoked`, `expired`
 */
export function statusOf(
  service: Service,
  certificate: HeldCertificate,
  product: Product,
  { proofUrl, recoveryPage }: Pick<Status, "proofUrl" | "recoveryPage">,
  now: Date,
): Status {
  const { settings } = service;
  const { window, refusal: ruled, replacement } = judge(certificate, product, now);
  if (ruled === "revoked" || ruled === "expired") throw new Refusal(ruled);
  // What is pending has been issued already, and is given again.
  const refusal = ruled ?? (replacement === undefined && !canIssue(service, now) ? "authority-expires-first" : undefined);
  const urgent = refusal === undefined && orderInForce(certificate, now) !== undefined;
  return {
    now: now.toISOString(),
    certificate: {
      cn: certificate.cn,
      o: certificate.tenant,
      serial: certificate.serial,
      notBefore: moment(certificate.not_before),
      notAfter: moment(certificate.not_after),
      daysLeft: daysUntil(new Date(certificate.not_after), now),
    },
    refusal: refusal === undefined ? null : { code: refusal, detail: refusalSentences[refusal] },
    explanation: refusal === undefined ? null : (explanationOf(settings, refusal) ?? null),
    due: now >= window.prompt,
    window: {
      from: window.from.toISOString(),
      prompt: window.prompt.toISOString(),
      until: window.until.toISOString(),
    },
    askAgainAfter: askAgainAfter(window, { serial: certificate.serial, urgent }, now),
    keyKind: certificate.key_kind,
    pending: replacement === undefined ? null : describe(replacement),
    retireAfterDays: certificate.retire_after_days,
    recoveryPage,
    proofUrl,
  };
}

function describe(replacement: CertificateRow): PendingReplacement {
  const { serial, number, cn, tenant: o } = replacement;
  return {
    serial,
    issuedAt: moment(replacement.issued_at),
    notAfter: moment(replacement.not_after),
    fileName: p12FileName(number, { cn, o }),
    stage: stageOf(replacement),
  };
}

function stageOf(replacement: CertificateRow): ReplacementStage {
  if (replacement.first_used_at !== null) return "first-used";
  if (replacement.imported_at !== null) return "imported";
  if (replacement.password_shown_at !== null) return "password-shown";
  return replacement.fetched_at === null ? "issued" : "fetched";
}

function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
