import { digestOfAccount, findAccountRow, nameOfAccount, type AccountIdentity } from "../store/accounts/account-rows.ts";
import { systemTenant } from "../store/accounts/system-operators.ts";
import { appendAudit, type Act, type AuditEntry } from "../store/audit/audit.ts";
import type { StoreTransaction } from "../store/database/schema.ts";
import type { PersonNoticeKind } from "../store/notices/person-notices.ts";
import { tellPerson } from "./tell-person.ts";

/** An account as the actor of an entry of the audit trail; a system operator's is above the tenants. */
export function actorOfAccount(account: AccountIdentity): string {
  if (account.tenant === systemTenant) return `operator:${account.name}`;
  return `account:${nameOfAccount(account)}`;
}

/** What its user is told of as well, in a mail. What has changed of `account-changed` is told by whoever changes it. */
const told: Partial<Record<AuditEntry["action"], PersonNoticeKind>> = {
  "account-password-changed": "password-changed",
  "account-password-chosen": "password-chosen",
  "account-reset": "account-reset",
  "account-second-factor-set": "second-factor-set",
  "account-passkey-added": "passkey-added",
  "account-passkey-removed": "passkey-removed",
  "account-recovery-code-used": "recovery-code-used",
  "account-recovery-codes-made": "recovery-codes-made",
  "account-identity-linked": "identity-linked",
  "account-identity-unlinked": "identity-unlinked",
};

/**
 * Records a change of an account, after it was made, with the digest of the row, and with what else is said of it.
 *
 * @param about what its user is told beyond that, such as the identity provider
 */
export async function auditAccount(
  transaction: StoreTransaction,
  account: AccountIdentity,
  action: AuditEntry["action"],
  { actor, now }: Act,
  { more = {}, about = "" }: { readonly more?: Readonly<Record<string, string>>; readonly about?: string } = {},
): Promise<void> {
  const row = await findAccountRow(transaction, account);
  if (row === undefined) throw new TypeError("An account that was changed in this transaction exists.");
  const { tenant, role } = row;
  const detail = { tenant, role, ...more, record: digestOfAccount(row) };
  await appendAudit(transaction, { at: now, actor, action, object: nameOfAccount(row), detail, tenant });
  const kind = told[action];
  if (kind !== undefined) await tellPerson(transaction, account, kind, { actor, now }, { about });
}
