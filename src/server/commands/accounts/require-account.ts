import { requireTenant } from "../../issuance/tenants.ts";
import { findAccountRow, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import type { AccountRow, Store } from "../../store/database/schema.ts";
import { OperatorError } from "../../system/operator-error.ts";

/**
 * An account with access to its tenant's site.
 *
 * @throws OperatorError `tenant-unknown`, `account-unknown`
 */
export async function requireAccount(store: Store, named: AccountIdentity): Promise<AccountRow> {
  await requireTenant(store, named.tenant);
  const account = await findAccountRow(store, named);
  if (account !== undefined && account.role !== null) return account;
  throw accountUnknown(named);
}

/** That a tenant has no such account with access to its site. */
export function accountUnknown({ tenant, name }: AccountIdentity): OperatorError {
  const sentence = `Tenant "${tenant}" has no account "${name}" for the site. koshin account list shows them.`;
  return new OperatorError("account-unknown", sentence);
}
