import type { Insertable, Selectable, Transaction, Kysely } from "kysely";
import type {
  AccountRecoveryCodeTable,
  AccountTable,
  ApiTokenTable,
  InvitationTable,
  LoginAttemptTable,
  LoginHistoryTable,
  LinkedIdentityTable,
  PasskeyTable,
  SavedViewTable,
  SignInTable,
  SecondFactorTable,
  SessionTable,
} from "./tables/account-tables.ts";
import type {
  CertificateTable,
  ProductDefaultsTable,
  RecoveryCodeTable,
  RenewalOrderTable,
  TenantTable,
  UnboundCertificateTable,
} from "./tables/certificate-tables.ts";
import type { HolderRulesTable, HolderTable, SweepProgressTable } from "./tables/holder-tables.ts";
import type { JobRowTable, JobTable } from "./tables/job-tables.ts";
import type { KeptKeyTable, VaultTable } from "./tables/key-tables.ts";
import type { CertificateNoteTable } from "./tables/note-tables.ts";
import type {
  AnnouncementTable,
  AskedMailTable,
  NoticeAddressTable,
  NoticeTable,
  PersonNoticeTable,
} from "./tables/notice-tables.ts";
import type { PresentationTable } from "./tables/presentation-table.ts";
import type {
  BlockedKeyTable,
  ImportedListTable,
  RevocationListTable,
  UnknownRevocationTable,
} from "./tables/revocation-tables.ts";
import type { SigningOrderTable } from "./tables/signing-order-table.ts";
import type { AuditCheckpointTable, AuditTable, DatabaseIdentityTable } from "./tables/trail-tables.ts";

/** The tables, whose names and columns have snake case in the database (see `names.ts`). */
export interface Schema {
  readonly tenants: TenantTable;
  readonly productDefaults: ProductDefaultsTable;
  readonly certificates: CertificateTable;
  readonly certificateNotes: CertificateNoteTable;
  readonly presentations: PresentationTable;
  readonly holders: HolderTable;
  readonly holderRules: HolderRulesTable;
  readonly unboundCertificates: UnboundCertificateTable;
  readonly renewalOrders: RenewalOrderTable;
  readonly blockedKeys: BlockedKeyTable;
  readonly revocationLists: RevocationListTable;
  readonly importedLists: ImportedListTable;
  readonly audit: AuditTable;
  readonly noticeAddresses: NoticeAddressTable;
  readonly notices: NoticeTable;
  readonly personNotices: PersonNoticeTable;
  readonly askedMails: AskedMailTable;
  readonly sweepProgress: SweepProgressTable;
  readonly announcements: AnnouncementTable;
  readonly keptKeys: KeptKeyTable;
  readonly vault: VaultTable;
  readonly signingOrders: SigningOrderTable;
  readonly recoveryCodes: RecoveryCodeTable;
  readonly unknownRevocations: UnknownRevocationTable;
  readonly auditCheckpoint: AuditCheckpointTable;
  readonly databaseIdentity: DatabaseIdentityTable;
  readonly accounts: AccountTable;
  readonly sessions: SessionTable;
  readonly loginAttempts: LoginAttemptTable;
  readonly secondFactors: SecondFactorTable;
  readonly accountRecoveryCodes: AccountRecoveryCodeTable;
  readonly savedViews: SavedViewTable;
  readonly passkeys: PasskeyTable;
  readonly linkedIdentities: LinkedIdentityTable;
  readonly signIns: SignInTable;
  readonly invitations: InvitationTable;
  readonly loginHistory: LoginHistoryTable;
  readonly apiTokens: ApiTokenTable;
  readonly jobs: JobTable;
  readonly jobRows: JobRowTable;
}

/** The database, or a transaction in it. */
export type Store = Kysely<Schema>;
/** A transaction: its writes take effect together or not at all. */
export type StoreTransaction = Transaction<Schema>;

export type TenantEntry = Insertable<TenantTable>;
export type TenantRow = Selectable<TenantTable>;
export type ProductDefaultsRow = Selectable<ProductDefaultsTable>;
export type CertificateRow = Selectable<CertificateTable>;
export type PresentationRow = Selectable<PresentationTable>;
export type CertificateNoteRow = Selectable<CertificateNoteTable>;
export type HolderRow = Selectable<HolderTable>;
export type SweepProgressRow = Selectable<SweepProgressTable>;
export type HolderRulesRow = Selectable<HolderRulesTable>;
export type RenewalOrderRow = Selectable<RenewalOrderTable>;
export type BlockedKeyRow = Selectable<BlockedKeyTable>;
export type RevocationListRow = Selectable<RevocationListTable>;
export type UnboundCertificateRow = Selectable<UnboundCertificateTable>;
export type ImportedListRow = Selectable<ImportedListTable>;
export type CertificateEntry = Insertable<CertificateTable>;
export type RecoveryCodeRow = Selectable<RecoveryCodeTable>;
export type SigningOrderEntry = Insertable<SigningOrderTable>;
export type SigningOrderRow = Selectable<SigningOrderTable>;
export type KeptKeyRow = Selectable<KeptKeyTable>;
export type AuditRow = Selectable<AuditTable>;
export type UnknownRevocationRow = Selectable<UnknownRevocationTable>;
export type AuditCheckpointRow = Omit<Selectable<AuditCheckpointTable>, "id">;
export type AnnouncementRow = Selectable<AnnouncementTable>;
export type SavedViewRow = Selectable<SavedViewTable>;
export type NoticeRow = Selectable<NoticeTable>;
export type NoticeAddressRow = Selectable<NoticeAddressTable>;
export type PersonNoticeRow = Selectable<PersonNoticeTable>;
export type AccountEntry = Insertable<AccountTable>;
export type AccountRow = Selectable<AccountTable>;
export type SessionRow = Selectable<SessionTable>;
export type LoginAttemptRow = Selectable<LoginAttemptTable>;
export type SecondFactorRow = Selectable<SecondFactorTable>;
export type PasskeyRow = Selectable<PasskeyTable>;
export type LinkedIdentityRow = Selectable<LinkedIdentityTable>;
export type SignInRow = Selectable<SignInTable>;
export type InvitationRow = Selectable<InvitationTable>;
export type ApiTokenRow = Selectable<ApiTokenTable>;
export type LoginHistoryEntry = Insertable<LoginHistoryTable>;
export type LoginHistoryRow = Selectable<LoginHistoryTable>;
export type JobRecord = Selectable<JobTable>;
export type JobRowRecord = Selectable<JobRowTable>;
