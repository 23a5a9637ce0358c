import type { Generated, Insertable, Selectable, Transaction, Kysely } from "kysely";
import type { KeyKind } from "../../../core/key-kind.ts";
import type { RevocationReason } from "../../../core/revocation-reason.ts";

/** Moments are integers: milliseconds since 1970, UTC. */
type Moment = number;

interface TenantTable {
  readonly name: string;
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
}

/** Issuer and serial number identify a certificate (RFC 5280, section 4.1.2.2); other tables refer to its number. */
interface CertificateTable {
  /** The last six digits are in the name of its file. */
  readonly number: Generated<number>;
  /** The identifier of the issuing authority's key, lower-case hexadecimal. */
  readonly issuer: string;
  /** Upper-case hexadecimal, as `parseCertificate` reads it. */
  readonly serial: string;
  readonly tenant: string;
  readonly cn: string;
  /** SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal. */
  readonly spkiSha256: string;
  readonly notBefore: Moment;
  readonly notAfter: Moment;
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
  /** `retired` is superseded in revocation lists. */
  readonly revocationReason: RevocationReason | "retired" | null;
  /** Numbers the revocations in their order; null if it is not revoked. */
  readonly revocationNumber: Generated<number | null>;
}

/** Keys that no certificate is issued for. */
interface BlockedKeyTable {
  /** SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal. */
  readonly spkiSha256: string;
  readonly blockedAt: Moment;
  /** How it became known: the name of a certificate, as the audit trail has it, or what the operator stated. */
  readonly source: string;
}

/** Orders to renew at once: a tenant's certificates, one certificate, or all, if both are null. */
interface RenewalOrderTable {
  readonly number: Generated<number>;
  readonly tenant: string | null;
  readonly certificate: number | null;
  readonly reason: string;
  /** The reason that holders are shown; null for orders made before they were shown any. */
  readonly holderReason: string | null;
  readonly orderedAt: Moment;
  readonly endsAt: Moment | null;
  /** The number of the newest certificate at that time: later ones are not included. */
  readonly upTo: number;
}

/** The latest revocation list of each authority. */
interface RevocationListTable {
  readonly issuer: string;
  /** The CRL number. */
  readonly number: number;
  /** The number of the latest revocation in it. */
  readonly revocations: number;
  readonly thisUpdate: Moment;
  readonly nextUpdate: Moment;
  readonly der: Uint8Array;
}

interface AuditTable {
  /** Counts from 1 without gaps. */
  readonly number: number;
  readonly at: Moment;
  /** Who did it: `certificate <issuer>/<serial>` (`certificate <serial>` in early entries) or `operator`. */
  readonly actor: string;
  readonly action: string;
  /** What the action is about: a certificate's issuer and serial, a tenant's or account's name, or the like. */
  readonly object: string;
  /** JSON. */
  readonly detail: string;
  /** The hash of the previous entry; 64 zeros in the first. Numbers are unique, so the chain cannot fork. */
  readonly previousHash: string;
  readonly hash: string;
}

/** At most one code for each person; another one replaces it. */
interface RecoveryCodeTable {
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

/** The secrets of a certificate whose key the service generated and stored; both are null once they are destroyed. */
interface KeptKeyTable {
  readonly certificate: number;
  /** What its ciphertexts are bound to: the certificate's issuer and serial, or in early rows its serial. */
  readonly boundTo: string;
  /** SHA-256 of the token in the address of its .p12 file, hexadecimal. */
  readonly tokenHash: string;
  /** The identifier of the master key that both are sealed with. */
  readonly masterKey: string;
  /** PKCS#8, sealed. */
  readonly sealedKey: Uint8Array | null;
  /** The file's password and token as JSON, sealed. */
  readonly sealedAccess: Uint8Array | null;
  readonly destroyedAt: Moment | null;
}

/** One row, after the first secret was sealed. */
interface VaultTable {
  readonly id: number;
  /** The identifier of the current master key. */
  readonly masterKey: string;
}

/** Revocations of certificates that a restored database does not know, for the revocation lists. */
interface UnknownRevocationTable {
  readonly serial: string;
  readonly issuer: string;
  readonly revokedAt: Moment;
  readonly revocationReason: RevocationReason;
}

/** At most one row: the checkpoint of the audit trail. */
interface AuditCheckpointTable {
  readonly id: number;
  /** The number and the hash of an entry. */
  readonly number: number;
  readonly hash: string;
  readonly at: Moment;
  /** The identifier of the master key that the key of `mac` is derived from. */
  readonly masterKey: string;
  readonly mac: Uint8Array;
}

/** One row. */
interface DatabaseIdentityTable {
  readonly id: number;
  readonly identity: string;
}

interface NoticeAddressTable {
  readonly tenant: string;
  readonly channel: "mail" | "webhook";
  readonly address: string;
  readonly addedAt: Moment;
}

/** Each notice once for each address, both due and sent. */
interface NoticeTable {
  readonly certificate: number;
  readonly kind: string;
  readonly channel: "mail" | "webhook";
  readonly address: string;
  /** `sending` belongs to the process that claimed it, and is never claimed again. */
  readonly state: "waiting" | "sending" | "delivered" | "refused" | "unknown" | "dropped";
  readonly attempts: number;
  /** When it is due; for one that is being sent, since when. */
  readonly nextAt: Moment;
  /** How the last attempt failed: a network or TLS error code, or the receiver's response; null if it did not fail. */
  readonly failure: Generated<string | null>;
}

/** Accounts of people who may log in. */
interface AccountTable {
  readonly name: string;
  /** The O of the certificates that it logs in with; the tenant need not exist yet. */
  readonly tenant: string;
  /** The password's hash with its parameters and salt, as JSON. */
  readonly password: string;
  readonly createdAt: Moment;
}

/** Sessions of people who are logged in. */
interface SessionTable {
  /** SHA-256 of the token, hexadecimal. */
  readonly tokenHash: string;
  /** The name of the account, whose tenant is the O of the certificate. */
  readonly account: string;
  /** The CN of the certificate that it is bound to. */
  readonly cn: string;
  readonly openedAt: Moment;
  /** When it was last used, to within some minutes. */
  readonly seenAt: Moment;
  readonly endsAt: Moment;
}

/** Failed attempts to log in. */
interface LoginAttemptTable {
  /**
   * SHA-256 of the certificate's subject and the user name, hexadecimal: people may type something else, such as their
   * password, into the field of the name.
   */
  readonly keyHash: string;
  /** The number of consecutive failures. */
  readonly attempts: number;
  /** When they expire. */
  readonly endsAt: Moment;
}

/** The tables, whose names and columns have snake case in the database (see `names.ts`). */
export interface Schema {
  readonly tenants: TenantTable;
  readonly certificates: CertificateTable;
  readonly renewalOrders: RenewalOrderTable;
  readonly blockedKeys: BlockedKeyTable;
  readonly revocationLists: RevocationListTable;
  readonly audit: AuditTable;
  readonly noticeAddresses: NoticeAddressTable;
  readonly notices: NoticeTable;
  readonly keptKeys: KeptKeyTable;
  readonly vault: VaultTable;
  readonly recoveryCodes: RecoveryCodeTable;
  readonly unknownRevocations: UnknownRevocationTable;
  readonly auditCheckpoint: AuditCheckpointTable;
  readonly databaseIdentity: DatabaseIdentityTable;
  readonly accounts: AccountTable;
  readonly sessions: SessionTable;
  readonly loginAttempts: LoginAttemptTable;
}

/** The database, or a transaction in it. */
export type Store = Kysely<Schema>;
/** A transaction: what is written in it is written together or not at all. */
export type StoreTransaction = Transaction<Schema>;

export type TenantEntry = Insertable<TenantTable>;
export type TenantRow = Selectable<TenantTable>;
export type CertificateRow = Selectable<CertificateTable>;
export type RenewalOrderRow = Selectable<RenewalOrderTable>;
export type BlockedKeyRow = Selectable<BlockedKeyTable>;
export type RevocationListRow = Selectable<RevocationListTable>;
export type CertificateEntry = Insertable<CertificateTable>;
export type RecoveryCodeRow = Selectable<RecoveryCodeTable>;
export type KeptKeyRow = Selectable<KeptKeyTable>;
export type AuditRow = Selectable<AuditTable>;
export type UnknownRevocationRow = Selectable<UnknownRevocationTable>;
export type AuditCheckpointRow = Omit<Selectable<AuditCheckpointTable>, "id">;
export type NoticeRow = Selectable<NoticeTable>;
export type AccountRow = Selectable<AccountTable>;
export type SessionRow = Selectable<SessionTable>;
export type LoginAttemptRow = Selectable<LoginAttemptTable>;
