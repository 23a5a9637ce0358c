import { dayInMilliseconds } from "../../core/days.ts";
import { subjectIn } from "../../core/x509/certificate.ts";
import { yearsAfter } from "../../core/years.ts";
import { issuerId } from "../authority/issuer-id.ts";
import type { LeafProfile } from "../authority/leaf-extensions.ts";
import { issueLeaf, type Leaf } from "../authority/leaf.ts";
import { kindOf } from "../settings/kinds.ts";
import { subjectFor } from "../settings/subjects.ts";
import type { Act, AuditEntry } from "../store/audit/audit.ts";
import { nameOf } from "../store/certificates/certificate-name.ts";
import { insertCertificate } from "../store/certificates/certificates.ts";
import type { CertificateRow, StoreTransaction } from "../store/database/schema.ts";
import type { CertifiableKey } from "./certifiable-key.ts";
import { refuseUnfitKey } from "./key-policy.ts";
import { Refusal } from "./refusal.ts";
import type { Service } from "./service.ts";

/** When to retry if the authority has to be rotated first, in seconds: an operator has to do it. */
const retryOnceRotated = 3600;

/** A certificate to issue. */
export interface IssueOrder extends Act {
  readonly tenant: string;
  readonly cn: string;
  readonly key: CertifiableKey;
  /** The certificate that it replaces, whose Name it has, octet for octet, unless only facts are known of that. */
  readonly predecessor: Pick<CertificateRow, "number" | "issuer" | "serial" | "der"> | null;
  /** The end of its validity; by default `usualEnd`. */
  readonly notAfter?: Date;
}

/** An issued certificate, which is in the store. */
export interface SignedAndRecorded {
  readonly leaf: Leaf;
  /** The number of its .p12 file. */
  readonly number: number;
  /** Its entry for the audit trail. */
  readonly entry: AuditEntry;
}

/** The end of the usual validity of a certificate issued now: its kind's days, or the settings' years. */
export function usualEnd({ kinds, validityYears }: Service["settings"], cn: string, now: Date): Date {
  const days = kindOf(kinds, cn)?.validityDays;
  return days === undefined ? yearsAfter(now, validityYears) : new Date(now.getTime() + days * dayInMilliseconds);
}

/** Whether the current authority outlives a certificate issued now. */
export function canIssue({ settings, authority }: Pick<Service, "settings" | "authority">, cn: string, now: Date): boolean {
  return usualEnd(settings, cn, now) <= authority.notAfter;
}

/** @throws Refusal `authority-expires-first` */
export function refuseByAuthority(service: Pick<Service, "settings" | "authority">, cn: string, now: Date): void {
  if (!canIssue(service, cn, now)) throw new Refusal("authority-expires-first", { retryAfter: retryOnceRotated });
}

/** The profile of the settings, with the address of the service's own lists. */
function profileOf({ crlUrl, certificateProfile }: Service["settings"]): LeafProfile {
  if (crlUrl === undefined) return certificateProfile;
  return { ...certificateProfile, crlAddresses: [`${crlUrl}/{issuer}`, ...certificateProfile.crlAddresses] };
}

/**
 * Signs a certificate and stores it. Every certificate is issued here, after its key was checked.
 *
 * @returns the certificate, its number, and the audit entry that the caller appends in the same transaction
 * @throws Refusal `authority-expires-first`, and as `refuseUnfitKey`
 */
export async function signAndRecord(
  service: Service,
  transaction: StoreTransaction,
  order: IssueOrder,
): Promise<SignedAndRecorded> {
  const { settings, authority } = service;
  const { tenant, cn, key, predecessor, actor, now } = order;
  if (order.notAfter === undefined) refuseByAuthority(service, cn, now);
  await refuseUnfitKey(authority, transaction, key, order);
  const octets = predecessor === null || predecessor.der.length === 0 ? undefined : new Uint8Array(predecessor.der);
  const leaf = await issueLeaf(authority, {
    subject: octets === undefined ? subjectFor(settings.subjects, { tenant, cn }) : subjectIn(octets),
    spki: key.spki,
    keyKind: key.keyKind,
    now,
    notAfter: order.notAfter ?? usualEnd(settings, cn, now),
    profile: profileOf(settings),
    predecessor: octets,
  });
  const number = await insertCertificate(transaction, {
    serial: leaf.serial,
    tenant,
    cn,
    spkiSha256: key.fingerprint,
    notBefore: leaf.notBefore.getTime(),
    notAfter: leaf.notAfter.getTime(),
    der: leaf.der,
    issuer: issuerId(authority),
    predecessor: predecessor?.number ?? null,
    issuedAt: now.getTime(),
  });
  const object = nameOf({ issuer: issuerId(authority), serial: leaf.serial });
  const notAfter = leaf.notAfter.toISOString();
  const detail = { tenant, cn, number, notAfter, predecessor: predecessor === null ? null : nameOf(predecessor) };
  return { leaf, number, entry: { at: now, actor, action: "issued", object, detail } };
}
