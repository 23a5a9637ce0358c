import type { Kysely } from "kysely";
import type { MigrationProvider } from "kysely/migration";
import type { Ddl } from "../database/ddl.ts";
import { tenantsCertificatesAudit } from "./0001-tenants-certificates-audit.ts";
import { keptKeys } from "./0010-kept-keys.ts";
import { recoveryCodes } from "./0020-recovery-codes.ts";
import { retirement } from "./0030-retirement.ts";
import { renewalOrders } from "./0031-renewal-orders.ts";
import { revocationLists } from "./0032-revocation-lists.ts";
import { certificateEnds } from "./0040-certificate-ends.ts";
import { notices } from "./0041-notices.ts";
import { lighterRenewals } from "./0050-lighter-renewals.ts";
import { blockedKeys } from "./0070-blocked-keys.ts";
import { sameKey } from "./0071-same-key.ts";
import { crlNumberByTime } from "./0080-crl-number-by-time.ts";
import { databaseIdentity } from "./0081-database-identity.ts";
import { auditCheckpoint } from "./0082-audit-checkpoint.ts";
import { unknownRevocations } from "./0083-unknown-revocations.ts";
import { certificateOrder } from "./0100-certificate-order.ts";
import { noticeFailures } from "./0101-notice-failures.ts";
import { recoveryCodeTries } from "./0110-recovery-code-tries.ts";
import { renewalOrderReach } from "./0111-renewal-order-reach.ts";
import { replacementsByHolder } from "./0120-replacements-by-holder.ts";
import { accounts } from "./0121-accounts.ts";
import { holderReason } from "./0130-holder-reason.ts";
import { certificateIdentity } from "./0140-certificate-identity.ts";
import { imports } from "./0150-imports.ts";
import { signingOrders } from "./0160-signing-orders.ts";
import { listPoints } from "./0170-list-points.ts";
import { comparableTenants } from "./0171-comparable-tenants.ts";
import { accountRoles } from "./0180-account-roles.ts";
import { accountsByTenant } from "./0181-accounts-by-tenant.ts";
import { certificateNotes } from "./0190-certificate-notes.ts";
import { announcements } from "./0191-announcements.ts";
import { presentations } from "./0200-presentations.ts";
import { notesByTenant } from "./0210-notes-by-tenant.ts";
import { savedViews } from "./0211-saved-views.ts";
import { jobs } from "./0220-jobs.ts";
import { renewalOrderWindows } from "./0230-renewal-order-windows.ts";
import { tenantPolicy } from "./0231-tenant-policy.ts";
import { passkeys } from "./0240-passkeys.ts";
import { singleSignOn } from "./0241-single-sign-on.ts";
import { auditByTenant } from "./0250-audit-by-tenant.ts";
import { sessionPlaces } from "./0251-session-places.ts";
import { apiTokens } from "./0260-api-tokens.ts";
import { jobTokens } from "./0261-job-tokens.ts";
import { holders } from "./0280-holders.ts";
import { orderedRows } from "./0290-ordered-rows.ts";
import { triedFailure } from "./0293-tried-failure.ts";
import { holderRulesSalt } from "./0294-holder-rules-salt.ts";
import { personNotices } from "./0296-person-notices.ts";
import { accountEdits } from "./0297-account-edits.ts";
import { systemOperators } from "./0300-system-operators.ts";
import { openRenewals } from "./0306-open-renewals.ts";
import { askedMails } from "./0310-asked-mails.ts";
import { announcers } from "./0320-announcers.ts";
import { productDefaults } from "./0321-product-defaults.ts";
import { noticesByAddress } from "./0350-notices-by-address.ts";

type Step = (db: Kysely<unknown>, ddl: Ddl) => Promise<void>;

/** The schema's history, by number. A released migration is never edited, and none is inserted before it. */
const steps: Readonly<Record<string, Step>> = {
  "0001-tenants-certificates-audit": tenantsCertificatesAudit,
  "0010-kept-keys": keptKeys,
  "0020-recovery-codes": recoveryCodes,
  "0030-retirement": retirement,
  "0031-renewal-orders": renewalOrders,
  "0032-revocation-lists": revocationLists,
  "0040-certificate-ends": certificateEnds,
  "0041-notices": notices,
  "0050-lighter-renewals": lighterRenewals,
  "0070-blocked-keys": blockedKeys,
  "0071-same-key": sameKey,
  "0080-crl-number-by-time": crlNumberByTime,
  "0081-database-identity": databaseIdentity,
  "0082-audit-checkpoint": auditCheckpoint,
  "0083-unknown-revocations": unknownRevocations,
  "0100-certificate-order": certificateOrder,
  "0101-notice-failures": noticeFailures,
  "0110-recovery-code-tries": recoveryCodeTries,
  "0111-renewal-order-reach": renewalOrderReach,
  "0120-replacements-by-holder": replacementsByHolder,
  "0121-accounts": accounts,
  "0130-holder-reason": holderReason,
  "0140-certificate-identity": certificateIdentity,
  "0150-imports": imports,
  "0160-signing-orders": signingOrders,
  "0170-list-points": listPoints,
  "0171-comparable-tenants": comparableTenants,
  "0180-account-roles": accountRoles,
  "0181-accounts-by-tenant": accountsByTenant,
  "0190-certificate-notes": certificateNotes,
  "0191-announcements": announcements,
  "0200-presentations": presentations,
  "0210-notes-by-tenant": notesByTenant,
  "0211-saved-views": savedViews,
  "0220-jobs": jobs,
  "0230-renewal-order-windows": renewalOrderWindows,
  "0231-tenant-policy": tenantPolicy,
  "0240-passkeys": passkeys,
  "0241-single-sign-on": singleSignOn,
  "0250-audit-by-tenant": auditByTenant,
  "0251-session-places": sessionPlaces,
  "0260-api-tokens": apiTokens,
  "0261-job-tokens": jobTokens,
  "0280-holders": holders,
  "0290-ordered-rows": orderedRows,
  "0293-tried-failure": triedFailure,
  "0294-holder-rules-salt": holderRulesSalt,
  "0296-person-notices": personNotices,
  "0297-account-edits": accountEdits,
  "0300-system-operators": systemOperators,
  "0306-open-renewals": openRenewals,
  "0310-asked-mails": askedMails,
  "0320-announcers": announcers,
  "0321-product-defaults": productDefaults,
  "0350-notices-by-address": noticesByAddress,
};

/** The schema's history, for one kind of database. */
export function migrationsFor(ddl: Ddl): MigrationProvider {
  const migrations = Object.entries(steps).map(([name, step]) => [name, { up: (db: Kysely<unknown>) => step(db, ddl) }]);
  return { getMigrations: () => Promise.resolve(Object.fromEntries(migrations)) };
}
