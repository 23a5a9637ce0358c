import type { Bytes } from "../../core/bytes.ts";
import { dayInMilliseconds } from "../../core/days.ts";
import { KoshinError } from "../../core/errors.ts";
import { subjectIn } from "../../core/x509/certificate.ts";
import { yearsAfter } from "../../core/years.ts";
import { certificatesTo } from "../authority/authority.ts";
import { keptAlternativeName } from "../authority/leaf-extensions.ts";
import { findForbiddenName } from "../authority/names/name-constraints.ts";
import { kindOf } from "../settings/kinds.ts";
import type { CertificateRow } from "../store/database/schema.ts";
import { Refusal } from "./refusal.ts";
import type { Service } from "./service.ts";

/** When to retry if the authority has to be rotated first, in seconds: an operator has to do it. */
const retryOnceRotated = 3600;

type Issuing = Pick<Service, "settings" | "authority">;

/** The end of the usual validity of a certificate issued now: its kind's days, or the settings' years. */
export function usualEnd({ kinds, validityYears }: Service["settings"], cn: string, now: Date): Date {
  const days = kindOf(kinds, cn)?.validityDays;
  return days === undefined ? yearsAfter(now, validityYears) : new Date(now.getTime() + days * dayInMilliseconds);
}

/** Why the current authority cannot issue the replacement of a certificate now; undefined if it can. */
export function whyNotIssued(
  service: Issuing,
  { cn, der }: Pick<CertificateRow, "cn" | "der">,
  now: Date,
): "authority-expires-first" | "name-not-permitted" | undefined {
  if (!lastsFor(service, cn, now)) return "authority-expires-first";
  const octets = der.length === 0 ? undefined : new Uint8Array(der);
  return octets === undefined || forbiddenName(service, subjectIn(octets), octets) === undefined ? undefined : "name-not-permitted";
}

/** @throws Refusal `authority-expires-first`, `name-not-permitted` */
export function refuseByAuthority(service: Issuing, predecessor: Pick<CertificateRow, "cn" | "der">, now: Date): void {
  const reason = whyNotIssued(service, predecessor, now);
  if (reason === "authority-expires-first") throw new Refusal(reason, { retryAfter: retryOnceRotated });
  if (reason !== undefined) throw new Refusal(reason);
}

/** @throws Refusal `authority-expires-first` */
export function refuseByLifetime(service: Issuing, cn: string, now: Date): void {
  if (!lastsFor(service, cn, now)) throw new Refusal("authority-expires-first", { retryAfter: retryOnceRotated });
}

/** Whether the current authority outlives a certificate issued now; another one that signs decides itself how long that is. */
function lastsFor({ settings, authority }: Issuing, cn: string, now: Date): boolean {
  if (authority.upstream !== undefined) return now < authority.upstream.authority.notAfter;
  return usualEnd(settings, cn, now) <= authority.notAfter;
}

/**
 * Refuses a certificate that no program would accept, because the authority's name constraints do not permit its names.
 *
 * @param subject DER
 * @param predecessor the certificate that it replaces, DER
 * @throws Refusal `name-not-permitted`
 */
export function refuseByName(service: Issuing, subject: Bytes, predecessor: Bytes | undefined): void {
  if (forbiddenName(service, subject, predecessor) !== undefined) throw new Refusal("name-not-permitted");
}

/**
 * The name in a certificate that the authority's name constraints do not permit, in words; undefined if all are permitted.
 *
 * @param subject DER
 * @param predecessor the certificate that it replaces, DER
 */
export function forbiddenName(
  { settings, authority }: Issuing,
  subject: Bytes,
  predecessor: Bytes | undefined,
): string | undefined {
  const { upstream } = authority;
  // What another authority adds to the subject is judged in its answer.
  const kept = upstream === undefined ? keptAlternativeName(settings.certificateProfile, predecessor) : undefined;
  try {
    return findForbiddenName(upstream?.chain ?? certificatesTo(authority), { subject, alternative: kept?.value });
  } catch (error) {
    if (error instanceof KoshinError) return "a name that cannot be read";
    throw error;
  }
}
