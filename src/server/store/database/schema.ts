import type { Generated, Insertable, Selectable, Transaction, Kysely } from "kysely";
import type { KeyKind } from "../../../core/key-kind.ts";
import type { RevocationReason } from "../../../core/revocation-reason.ts";

/** Moments are integers: milliseconds since 1970, UTC. */
type Moment = number;

interface TenantTable {
  readonly name: string;
  readonly product: "weborca" | "orcamo";
  readonly keyKind: KeyKind;
  readonly createdAt: Moment;
  readonly closedAt: Moment | null;
  /** How long a renewed certificate stays valid after its replacement's first use; null for until it expires. */
  readonly retireAfterDays: number | null;
  /** How long a key that was made here is kept after its certificate's first use; null for until that expires. */
  readonly destroyKeysAfterDays: number | null;
  /** Whether its certificates may be renewed with the key that they have. */
  readonly sameKey: Generated<"allowed" | "refused">;
}

interface CertificateTable {
  /** The six digits of the file name. */
  readonly number: Generated<number>;
  /** Upper-case hexadecimal. */
  readonly serial: string;
  readonly tenant: string;
  readonly cn: string;
  /** SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal. */
  readonly spkiSha256: string;
  readonly notBefore: Moment;
  readonly notAfter: Moment;
  readonly der: Uint8Array;
  /** The serial of the certificate that this one replaces. */
  readonly predecessor: string | null;
  /**
   * The predecessor once more, or that one's where it is revoked; null as soon as this replacement is itself. Unique,
   * so there is never a second one.
   */
  readonly replaces: string | null;
  readonly issuedAt: Moment;
  readonly fetchedAt: Moment | null;
  readonly passwordShownAt: Moment | null;
  readonly importedAt: Moment | null;
  readonly firstUsedAt: Moment | null;
  readonly revokedAt: Moment | null;
  /** `retired` is written into revocation lists as superseded. */
  readonly revocationReason: RevocationReason | "retired" | null;
  /** Counts the revocations, in their order; null as long as it is not revoked. */
  readonly revocationNumber: Generated<number | null>;
  /** The identifier of the issuing authority's key, lower-case hexadecimal; null from before it was written down. */
  readonly issuer: Generated<string | null>;
}

/** Keys that no certificate is issued for. */
interface BlockedKeyTable {
  /** SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal. */
  readonly spkiSha256: string;
  readonly blockedAt: Moment;
  /** Whence it is known: `certificate <serial>`, or the operator's word. */
  readonly source: string;
}

/** What is to be renewed at once: a tenant's certificates, one certificate, or, where both are null, all. */
interface RenewalOrderTable {
  readonly number: Generated<number>;
  readonly tenant: string | null;
  readonly serial: string | null;
  readonly reason: string;
  readonly orderedAt: Moment;
  readonly endsAt: Moment | null;
  /** The number of the newest certificate that was there: those that came later are none of its. */
  readonly upTo: number;
}

/** The last revocation list of each authority. */
interface RevocationListTable {
  readonly issuer: string;
  /** The CRL number. */
  readonly number: number;
  /** The number of the latest revocation that it knows of. */
  readonly revocations: number;
  readonly thisUpdate: Moment;
  readonly nextUpdate: Moment;
  readonly der: Uint8Array;
}

interface AuditTable {
  /** Counts from 1 without gaps. */
  readonly number: number;
  readonly at: Moment;
  /** Who did it: `certificate <serial>` or `operator`. */
  readonly actor: string;
  readonly action: string;
  /** The certificate's serial, the tenant's or account's name, or what else the action is about. */
  readonly object: string;
  /** JSON. */
  readonly detail: string;
  /** The hash of the entry before; 64 zeros in the first. Numbers are unique, so the chain cannot fork. */
  readonly previousHash: string;
  readonly hash: string;
}

/** One code at most for each person; a new one takes the earlier one's place. */
interface RecoveryCodeTable {
  readonly tenant: string;
  readonly cn: string;
  /** Random, hexadecimal. */
  readonly salt: string;
  /** SHA-256 of salt and code, hexadecimal. */
  readonly codeHash: string;
  /** Who gave it, as the audit trail names them. */
  readonly createdBy: string;
  readonly expiresAt: Moment;
  /** The certificate that was issued for it; null while it is unused. */
  readonly serial: string | null;
}

/** The secrets of a certificate whose key was made at the service; both are null once they are destroyed. */
interface KeptKeyTable {
  readonly serial: string;
  /** SHA-256 of the token in the address of its .p12 file, hexadecimal. */
  readonly tokenHash: string;
  /** The identifier of the master key that seals both. */
  readonly masterKey: string;
  /** PKCS#8, sealed. */
  readonly sealedKey: Uint8Array | null;
  /** The file's password and token as JSON, sealed. */
  readonly sealedAccess: Uint8Array | null;
  readonly destroyedAt: Moment | null;
}

/** One row, once something has been sealed. */
interface VaultTable {
  readonly id: number;
  /** The identifier of the master key that seals from now on. */
  readonly masterKey: string;
}

/** Revocations of certificates that are not among those here, because the database was restored; for the lists. */
interface UnknownRevocationTable {
  readonly serial: string;
  readonly issuer: string;
  readonly revokedAt: Moment;
  readonly revocationReason: RevocationReason;
}

/** One row, once there is one: how far the audit trail is vouched for. */
interface AuditCheckpointTable {
  readonly id: number;
  /** That of an entry, and that entry's hash. */
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

/** Each notice once for each address, planned and gone. */
interface NoticeTable {
  readonly serial: string;
  readonly kind: string;
  readonly channel: "mail" | "webhook";
  readonly address: string;
  /** `sending` belongs to the process that took it, and is never taken again. */
  readonly state: "waiting" | "sending" | "delivered" | "refused" | "unknown" | "dropped";
  readonly attempts: number;
  /** Not before this moment; for one that is being sent, since when. */
  readonly nextAt: Moment;
  /** What the last attempt met: a code of the network's or TLS's, or the receiver's answer; null where nothing did. */
  readonly failure: Generated<string | null>;
}

/** People who may log in. */
interface AccountTable {
  readonly name: string;
  /** The O of the certificates that it logs in with; it may be written down before there is such a tenant. */
  readonly tenant: string;
  /** The password's hash with everything that is needed to compute it again, as JSON. */
  readonly password: string;
  readonly createdAt: Moment;
}

/** Who is logged in. */
interface SessionTable {
  /** SHA-256 of the token, hexadecimal. */
  readonly tokenHash: string;
  /** The name of the account, whose tenant is the O of the certificate. */
  readonly account: string;
  /** The CN of the certificate that it is bound to. */
  readonly cn: string;
  readonly openedAt: Moment;
  /** When it was used last, to within some minutes. */
  readonly seenAt: Moment;
  readonly endsAt: Moment;
}

/** Attempts to log in that have not led to a success. */
interface LoginAttemptTable {
  /**
   * SHA-256 of the certificate's subject and the user name, hexadecimal: what people type in for a name is no name
   * always.
   */
  readonly keyHash: string;
  /** How many in a row. */
  readonly attempts: number;
  /** When they are forgotten. */
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
