import { createHash } from "node:crypto";
import type { AccountFacts } from "../../protocol/console/accounts.ts";
import { Refusal } from "../issuance/refusal.ts";
import { findAccountRow, listAdministrators, updateAccount, type AccountIdentity } from "../store/accounts/account-rows.ts";
import { removeMailedInvitation } from "../store/accounts/invitation-rows.ts";
import type { AccountRow, Store, StoreTransaction } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";
import { auditAccount } from "./audit-account.ts";
import type { Management } from "./management.ts";
import { includes } from "./sessions/administrator-session.ts";
import { tellPerson } from "./tell-person.ts";
import { revokeTokensOf } from "./tokens/manage-tokens.ts";

/** The state of what can be edited of an account. */
export function versionOf({ role, personName, mail }: Pick<AccountRow, "role" | "personName" | "mail">): string {
  return createHash("sha256")
    .update(JSON.stringify([role, personName, mail]))
    .digest("hex")
    .slice(0, 16);
}

/**
 * Changes the role, the name or the mail address of an account, unless somebody else has changed them meanwhile. Its sessions
 * have the other role at once; a lesser one ends its tokens. Its user is told of another role, and at both addresses of another
 * address, which ends an invitation that was mailed to the earlier one. The audit trail, from which nothing can be removed, says
 * which of them has changed, but neither the name nor the address.
 *
 * @param version the one that the change is made of
 * @throws Refusal `not-found`, `changed-meanwhile`, `administrator-last`; StoreUnavailable, and what `requireStill` throws
 */
export async function changeFacts(
  store: Store,
  account: AccountIdentity,
  facts: Partial<AccountFacts>,
  version: string | undefined,
  act: Management,
): Promise<void> {
  await transact(store, async (transaction) => {
    await act.requireStill?.(transaction);
    const before = await findAccountRow(transaction, account);
    if (before === undefined || !includes(before.role, "viewer")) throw new Refusal("not-found");
    if (version !== versionOf(before)) throw new Refusal("changed-meanwhile");
    const { role = before.role, personName = before.personName, mail = before.mail } = facts;
    const after = { role, personName, mail };
    const changed = (["role", "personName", "mail"] as const).filter((field) => after[field] !== before[field]);
    if (changed.length === 0) return;
    const isLesser = !includes(role, before.role);
    if (before.role === "administrator" && isLesser) await requireOther(transaction, account);
    await updateAccount(transaction, account, { ...after, editedBy: act.actor, editedAt: act.now.getTime() });
    if (isLesser) await revokeTokensOf(transaction, account, act);
    // Whoever has the earlier address has its link.
    if (changed.includes("mail")) await removeMailedInvitation(transaction, account);
    await auditAccount(transaction, account, "account-changed", act, { more: { changed: changed.join(" ") } });
    if (changed.includes("role")) await tellPerson(transaction, account, "role-changed", act, { about: role });
    if (changed.includes("mail")) await tellPerson(transaction, account, "mail-changed", act, { earlier: before.mail });
  });
}

/** Whether somebody else can manage accounts. */
async function requireOther(transaction: StoreTransaction, { tenant, name }: AccountIdentity): Promise<void> {
  const all = await listAdministrators(transaction, tenant);
  const others = all.filter((each) => each.name !== name && each.role === "administrator");
  const canLogIn = others.some(
    ({ disabledAt, password, secondFactorSince }) => disabledAt === null && (password !== null || secondFactorSince !== null),
  );
  if (!canLogIn) throw new Refusal("administrator-last");
}
