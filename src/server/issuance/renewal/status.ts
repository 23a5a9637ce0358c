import { toBase64 } from "../../../core/base64.ts";
import { daysUntil } from "../../../core/days.ts";
import { isDue } from "../../../core/renewal/eligibility.ts";
import { p12FileName } from "../../../core/renewal/file-name.ts";
import { subjectIn } from "../../../core/x509/certificate.ts";
import type { ReplacementStage } from "../../../protocol/stage.ts";
import {
  invisible,
  longestName,
  longestPart,
  longestReason,
  type PendingReplacement,
  type Status,
} from "../../../protocol/status.ts";
import type { ProductRules } from "../../settings/products.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { CertificateRow } from "../../store/database/schema.ts";
import { whyNotIssued } from "../may-issue.ts";
import { explanationOf, Refusal, refusalSentences } from "../refusal.ts";
import type { Service } from "../service.ts";
import { askAgainAfter } from "./ask-again.ts";
import { judge } from "./renewal-judgement.ts";
import { orderInForce } from "./renewal-order.ts";

/**
 * The status of a certificate, and what its holder should do. It includes the replacement also after its first use, so
 * that a page that still connects with the predecessor sees that the proof has succeeded.
 *
 * @param product the rules of the requested host
 * @param addresses where a replacement is proved, and where a certificate is renewed once it has expired
 * @throws Refusal `revoked`, `expired`
 */
export function statusOf(
  service: Service,
  certificate: HeldCertificate,
  product: ProductRules,
  { proofUrl, recoveryPage }: Pick<Status, "proofUrl" | "recoveryPage">,
  now: Date,
): Status {
  const { settings } = service;
  const { window, orderedEarly, opening, refusal: ruled, replacement } = judge(certificate, product, now);
  if (ruled === "revoked" || ruled === "expired") throw new Refusal(ruled);
  // A pending replacement is issued already, and can be fetched again.
  const refusal = ruled ?? (replacement === undefined ? whyNotIssued(service, certificate, now) : undefined);
  const prompted = orderInForce(certificate, now)?.prompt;
  const urgent = refusal === undefined && prompted !== undefined && prompted <= now;
  return {
    now: now.toISOString(),
    certificate: {
      cn: visiblePart(certificate.cn),
      o: visiblePart(certificate.tenant),
      subject: nameIn(certificate),
      issuer: certificate.issuer,
      serial: certificate.serial,
      notBefore: moment(certificate.notBefore),
      notAfter: moment(certificate.notAfter),
      daysLeft: daysUntil(new Date(certificate.notAfter), now),
    },
    refusal: refusal === undefined ? null : { code: refusal, detail: refusalSentences[refusal] },
    explanation: refusal === undefined ? null : (explanationOf(settings, refusal) ?? null),
    due: isDue(window, now),
    order:
      refusal !== undefined || orderedEarly === undefined
        ? null
        : { at: orderedEarly.toISOString(), reason: plain(certificate.orderReason) },
    window: {
      from: window.from.toISOString(),
      prompt: window.prompt.toISOString(),
      until: window.until.toISOString(),
    },
    askAgainAfter: askAgainAfter(window, { name: nameOf(certificate), urgent, opening }, now),
    keyKind: certificate.keyKind,
    pending: replacement === undefined ? null : describe(replacement),
    retireAfterDays: certificate.retireAfterDays,
    recoveryPage,
    proofUrl,
  };
}

function describe(replacement: CertificateRow): PendingReplacement {
  const { issuer, serial, number, cn, tenant: o } = replacement;
  return {
    issuer,
    serial,
    issuedAt: moment(replacement.issuedAt),
    notAfter: moment(replacement.notAfter),
    fileName: p12FileName(number, { cn, o }),
    stage: stageOf(replacement),
  };
}

function stageOf(replacement: CertificateRow): ReplacementStage {
  if (replacement.firstUsedAt !== null) return "first-used";
  if (replacement.importedAt !== null) return "imported";
  if (replacement.passwordShownAt !== null) return "password-shown";
  return replacement.fetchedAt === null ? "issued" : "fetched";
}

/** A reason without characters that have no place in a line of a page. */
function plain(reason: string | null): string | null {
  const shown = reason?.replaceAll(invisible, " ").slice(0, longestReason).toWellFormed().trim();
  return shown === undefined || shown === "" ? null : shown;
}

/** CN or tenant, of which certificates from elsewhere can contain anything. */
function visiblePart(part: string): string {
  return part.replaceAll(invisible, " ").slice(0, longestPart).toWellFormed();
}

/** The subject's Name, in base64; undefined for one that is too long for a status. */
function nameIn({ der }: HeldCertificate): string | undefined {
  const name = toBase64(subjectIn(der));
  return name.length > longestName ? undefined : name;
}

function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
