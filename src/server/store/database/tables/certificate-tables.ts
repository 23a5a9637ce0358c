import type { Generated } from "kysely";
import type { KeyKind } from "../../../../core/key-kind.ts";
import type { RevocationReason } from "../../../../core/revocation-reason.ts";
import type { Moment } from "./moment.ts";

/** Customers, whose people and programs have certificates. */
export interface TenantTable {
  readonly name: string;
  /** The name as `comparableText` writes it: equal for names that differ only by case, width or invisible characters. */
  readonly comparable: Generated<string>;
  /** Its name in the settings. */
  readonly product: string;
  readonly keyKind: KeyKind;
  readonly createdAt: Moment;
  readonly closedAt: Moment | null;
  /** How long a renewed certificate stays valid after its replacement's first use; null until it expires. */
  readonly retireAfterDays: number | null;
  /** How long a stored key is kept after its certificate's first use; null until that expires. */
  readonly destroyKeysAfterDays: number | null;
  /** Whether its certificates may be renewed with the same key. */
  readonly sameKey: Generated<"allowed" | "refused">;
  /** The IANA name of the time zone of its clocks. */
  readonly timeZone: Generated<string>;
  /** Days before expiry from which holders are prompted; null as for the product. */
  readonly promptDays: Generated<number | null>;
  /** Where the keys of renewals are made: also at the service, or only where they are used. */
  readonly renewalKeys: Generated<"anywhere" | "on-device">;
  /** Counts the changes of these rules. */
  readonly rulesVersion: Generated<number>;
  /** Who changed them last, as the audit trail names them; null if nobody has. */
  readonly rulesEditedBy: Generated<string | null>;
  readonly rulesEditedAt: Generated<Moment | null>;
}

/** The rules that tenants of a product begin with, where operators have decided them. */
export interface ProductDefaultsTable extends Pick<TenantTable, "product" | "retireAfterDays" | "destroyKeysAfterDays"> {
  readonly promptDays: number | null;
  readonly renewalKeys: "anywhere" | "on-device";
  readonly timeZone: string;
  /** Counts the changes, from 1. */
  readonly version: number;
  /** As the audit trail names them. */
  readonly editedBy: string;
  readonly editedAt: Moment;
}

/** Issuer and serial number identify a certificate (RFC 5280, section 4.1.2.2); other tables refer to its number. */
export interface CertificateTable {
  /** The last six digits are in the name of its file. */
  readonly number: Generated<number>;
  /** The identifier of the issuing authority's key, lower-case hexadecimal. */
  readonly issuer: string;
  /** Upper-case hexadecimal, as `parseCertificate` reads it. */
  readonly serial: string;
  readonly tenant: string;
  readonly cn: string;
  /** SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal; empty like `der`. */
  readonly spkiSha256: string;
  /** 0 if the facts do not include it. */
  readonly notBefore: Moment;
  readonly notAfter: Moment;
  /** Empty while the certificate is known by its facts only (see `UnboundCertificateTable`). */
  readonly der: Uint8Array;
  /** The certificate that this one replaces. */
  readonly predecessor: number | null;
  /**
   * The predecessor, or that one's predecessor if it is revoked; null once this replacement is revoked itself. Unique, so
   * that a certificate never has two valid replacements.
   */
  readonly replaces: number | null;
  readonly issuedAt: Moment;
  readonly fetchedAt: Moment | null;
  readonly passwordShownAt: Moment | null;
  readonly importedAt: Moment | null;
  readonly firstUsedAt: Moment | null;
  readonly revokedAt: Moment | null;
  /** `retired` is `superseded` in revocation lists. */
  readonly revocationReason: RevocationReason | "retired" | null;
  /** Numbers the revocations in their order; null if it is not revoked. */
  readonly revocationNumber: Generated<number | null>;
}

/** Orders to renew at once: a tenant's certificates, one certificate, or all, if both are null. */
export interface RenewalOrderTable {
  readonly number: Generated<number>;
  readonly tenant: string | null;
  readonly certificate: number | null;
  readonly reason: string;
  /** The reason that holders are shown; null for orders made before reasons were shown. */
  readonly holderReason: string | null;
  readonly orderedAt: Moment;
  readonly endsAt: Moment | null;
  /** The number of the newest certificate at that time: later ones are not included. */
  readonly upTo: number;
  /** From when certificates are due; null from the order on. */
  readonly startsAt: Moment | null;
  /** The hours of every day in which certificates are due, by the tenant's clocks: 12:00; null for all hours, like `windowTo`. */
  readonly windowFrom: string | null;
  readonly windowTo: string | null;
  /** As the audit trail names them; null for early orders, which operators made. */
  readonly orderedBy: string | null;
  /** Whose certificates they are; null if all tenants'. */
  readonly ofTenant: string | null;
}

/** At most one code for each person; a new one replaces it. */
export interface RecoveryCodeTable {
  readonly tenant: string;
  readonly cn: string;
  /** Random, hexadecimal. */
  readonly salt: string;
  /** SHA-256 of salt and code, hexadecimal. */
  readonly codeHash: string;
  /** Who created it, as the audit trail names them. */
  readonly createdBy: string;
  readonly expiresAt: Moment;
  /** The certificate that was issued for it; null until it is used. */
  readonly certificate: number | null;
}

/**
 * Certificates of which only facts were imported; the row is removed when the holder first presents the certificate.
 */
export interface UnboundCertificateTable {
  readonly certificate: number;
  /** The attributes of the subject as `subjectFacts` writes them; null if only tenant and CN are known. */
  readonly subject: string | null;
  /** The tenant named for the whole import; null if it is the O of the subject. */
  readonly namedTenant: string | null;
}
