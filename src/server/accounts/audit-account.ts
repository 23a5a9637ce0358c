import { digestOfAccount, findAccountRow, nameOfAccount, type AccountIdentity } from "../store/accounts/account-rows.ts";
import { systemTenant } from "../store/accounts/system-operators.ts";
import { appendAudit, type Act, type AuditEntry } from "../store/audit/audit.ts";
import type { StoreTransaction } from "../store/database/schema.ts";

/** An account as the actor of an entry of the audit trail; a system operator's is above the tenants. */
export function actorOfAccount(account: AccountIdentity): string {
  if (account.tenant === systemTenant) return `operator:${account.name}`;
  return `account:${nameOfAccount(account)}`;
}

/** Records a change of an account, after it was made, with the digest of the row, and with what else is said of it. */
export async function auditAccount(
  transaction: StoreTransaction,
  account: AccountIdentity,
  action: AuditEntry["action"],
  { actor, now }: Act,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const row = await findAccountRow(transaction, account);
  if (row === undefined) throw new TypeError("An account that was changed in this transaction exists.");
  const { tenant, role } = row;
  const detail = { tenant, role, ...more, record: digestOfAccount(row) };
  await appendAudit(transaction, { at: now, actor, action, object: nameOfAccount(row), detail, tenant });
}
