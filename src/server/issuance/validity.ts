import { clockSkew } from "../../core/clock.ts";
import { dayInMilliseconds } from "../../core/days.ts";
import type { HeldCertificate } from "../store/certificates/certificates.ts";
import type { CertificateRow } from "../store/database/schema.ts";
import { Refusal } from "./refusal.ts";

/** Why one of the service's certificates is not accepted. */
export type Invalidity = "revoked" | "retired" | "expired" | "not-yet-valid" | "tenant-closed";

/**
 * Checks the validity of a certificate by the service's records.
 *
 * @returns undefined if it is valid
 */
export function findInvalidity(certificate: HeldCertificate, now: Date): Invalidity | undefined {
  if (certificate.revokedAt !== null) return certificate.revocationReason === "retired" ? "retired" : "revoked";
  if (now.getTime() > certificate.notAfter) return "expired";
  if (isNotYetValid(certificate, now)) return "not-yet-valid";
  if (isRetired(certificate, now)) return "retired";
  return certificate.closedAt === null ? undefined : "tenant-closed";
}

/** Whether a certificate was issued in the future, by more than the tolerance for clocks, because a clock was wrong. */
export function isNotYetValid({ notBefore }: Pick<CertificateRow, "notBefore">, now: Date): boolean {
  return now.getTime() + clockSkew < notBefore;
}

/**
 * Whether the period in which a renewed certificate is valid beside its replacement is over. The rule takes effect at that
 * moment, even if `retireRenewed` records it later.
 */
export function isRetired({ retireAfterDays: days, replacement }: HeldCertificate, now: Date): boolean {
  if (days === null || replacement === undefined || replacement.firstUsedAt === null) return false;
  return now.getTime() >= replacement.firstUsedAt + days * dayInMilliseconds;
}

/**
 * Refuses a caller's certificate that has become invalid since it was admitted.
 *
 * @param certificate its current state; undefined if it is no longer in the store
 * @throws Refusal `unknown-serial`, `revoked`, `retired`, `expired`, `not-yet-valid`, `tenant-closed`
 */
export function requireValid(certificate: HeldCertificate | undefined, now: Date): HeldCertificate {
  if (certificate === undefined) throw new Refusal("unknown-serial");
  const invalidity = findInvalidity(certificate, now);
  if (invalidity !== undefined) throw new Refusal(invalidity);
  return certificate;
}
