import { certificateType, type CertificateType } from "../x509/subject.ts";
import type { RenewalWindow } from "./schedule.ts";

/** The facts that decide whether a certificate renews. */
export interface RenewalCandidate {
  /** The common name, which determines the type. */
  readonly cn: string;
  readonly revoked: boolean;
  readonly tenantClosed: boolean;
  /** Its replacement has been used, so the renewal is final. */
  readonly replaced: boolean;
  readonly window: RenewalWindow;
}

/** Why a known certificate does not renew. */
export type RenewalRefusal = "revoked" | "expired" | "tenant-closed" | "type-not-renewable" | "already-renewed" | "not-due";

/** Whether certificates of this common name renew where these types do. */
export function isRenewableType(cn: string, renewableTypes: readonly CertificateType[]): boolean {
  return renewableTypes.includes(certificateType(cn));
}

/**
 * Decides whether a certificate renews at this moment, and if not, why. The reasons that the person can do least
 * about take precedence. `not-due` is about the window's `from`, not about the prompt date.
 *
 * @returns the refusal, or undefined if the certificate renews
 */
export function judgeRenewal(
  candidate: RenewalCandidate,
  renewableTypes: readonly CertificateType[],
  now: Date,
): RenewalRefusal | undefined {
  if (candidate.revoked) return "revoked";
  if (now > candidate.window.until) return "expired";
  if (candidate.tenantClosed) return "tenant-closed";
  if (!isRenewableType(candidate.cn, renewableTypes)) return "type-not-renewable";
  if (candidate.replaced) return "already-renewed";
  if (now < candidate.window.from) return "not-due";
  return undefined;
}

/** Whether a certificate is due: its holder is prompted from the window's prompt date on, whether or not it renews. */
export function isDue({ prompt }: RenewalWindow, now: Date): boolean {
  return now >= prompt;
}
