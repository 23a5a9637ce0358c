import { judgeRenewal, type RenewalRefusal } from "../../../core/renewal/eligibility.ts";
import { renewalWindow, type RenewalWindow } from "../../../core/renewal/schedule.ts";
import type { Product } from "../../settings/settings.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { CertificateRow } from "../../store/database/schema.ts";
import { countingReplacement, orderInForce } from "./renewal-order.ts";

/** Whether a certificate renews in a product at this moment, and when it does. */
export interface RenewalJudgement {
  readonly window: RenewalWindow;
  /** Undefined where it renews. */
  readonly refusal: RenewalRefusal | undefined;
  /** Its replacement, where that counts. */
  readonly replacement: CertificateRow | undefined;
}

/** Applies a product's rules to a certificate. */
export function judge(certificate: HeldCertificate, product: Product, now: Date): RenewalJudgement {
  const usual = renewalWindow(new Date(certificate.not_after), product);
  const ordered = orderInForce(certificate, now);
  const window = ordered === undefined ? usual : opened(usual, ordered);
  const replacement = countingReplacement(certificate, now);
  const candidate = {
    cn: certificate.cn,
    revoked: certificate.revoked_at !== null,
    tenantClosed: certificate.closed_at !== null,
    replaced: replacement !== undefined && replacement.first_used_at !== null,
    window,
  };
  return { window, refusal: judgeRenewal(candidate, product.renewableTypes, now), replacement };
}

/** The window of a certificate whose renewal was ordered: open since then. */
function opened({ from, prompt, until }: RenewalWindow, ordered: Date): RenewalWindow {
  return { from: ordered < from ? ordered : from, prompt: ordered < prompt ? ordered : prompt, until };
}
