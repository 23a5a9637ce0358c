import { clockSkew } from "../../core/clock.ts";
import { dayInMilliseconds } from "../../core/days.ts";
import type { HeldCertificate } from "../store/certificates/certificates.ts";
import type { CertificateRow } from "../store/database/schema.ts";
import { Refusal } from "./refusal.ts";

/** Why a certificate of ours is refused, whatever it is shown for. */
export type Invalidity = "revoked" | "retired" | "expired" | "not-yet-valid" | "tenant-closed";

/**
 * Judges whether a certificate is good at this moment, by the service's own records.
 *
 * @returns undefined where it is
 */
export function findInvalidity(certificate: HeldCertificate, now: Date): Invalidity | undefined {
  if (certificate.revokedAt !== null) return certificate.revocationReason === "retired" ? "retired" : "revoked";
  if (now.getTime() > certificate.notAfter) return "expired";
  if (isNotYetValid(certificate, now)) return "not-yet-valid";
  if (isRetired(certificate, now)) return "retired";
  return certificate.closedAt === null ? undefined : "tenant-closed";
}

/** Whether a certificate is one of the future, by more than clocks may be apart: another clock made it. */
export function isNotYetValid({ notBefore }: Pick<CertificateRow, "notBefore">, now: Date): boolean {
  return now.getTime() + clockSkew < notBefore;
}

/**
 * Whether a renewed certificate's time beside its replacement is over. The rule alone decides: it holds from the very
 * moment, whenever `retireRenewed` comes by to write it down.
 */
export function isRetired({ retireAfterDays: days, replacement }: HeldCertificate, now: Date): boolean {
  if (days === null || replacement === undefined || replacement.firstUsedAt === null) return false;
  return now.getTime() >= replacement.firstUsedAt + days * dayInMilliseconds;
}

/**
 * Refuses what has become of a caller's certificate since it was admitted.
 *
 * @param certificate as it is now; undefined where it is no longer on record
 * @throws Refusal `unknown-serial`, `revoked`, `retired`, `expired`, `not-yet-valid`, `tenant-closed`
 */
export function requireValid(certificate: HeldCertificate | undefined, now: Date): HeldCertificate {
  if (certificate === undefined) throw new Refusal("unknown-serial");
  const invalidity = findInvalidity(certificate, now);
  if (invalidity !== undefined) throw new Refusal(invalidity);
  return certificate;
}
