import type * as v from "valibot";
import type { PasskeyList } from "../../../../protocol/console/passkeys.ts";
import { Refusal } from "../../../issuance/refusal.ts";
import type { AccountIdentity } from "../../../store/accounts/account-rows.ts";
import { listPasskeys, removePasskeyRow } from "../../../store/accounts/passkey-rows.ts";
import { removeSessionsOf, type HeldSession } from "../../../store/accounts/session-rows.ts";
import type { Store, StoreTransaction } from "../../../store/database/schema.ts";
import { transact } from "../../../store/transact.ts";
import { actorOfAccount, auditAccount } from "../../audit-account.ts";
import { accountOf } from "../../sessions/sessions.ts";
import { secondFactorsOf } from "../second-factors-of.ts";

/** The passkeys of an account, as their owner sees them. */
export async function ownPasskeys(store: Store, account: AccountIdentity): Promise<v.InferOutput<typeof PasskeyList>> {
  const passkeys = (await listPasskeys(store, account)).map(({ id, name, addedAt, lastUsedAt }) => ({
    id,
    name,
    addedAt: new Date(addedAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
  }));
  return { passkeys };
}

/**
 * Removes a passkey of an account, which may be in the wrong hands: its other sessions end.
 *
 * @param requireStill is called in the transaction that acts
 * @throws Refusal `not-found`, `second-factor-last` if it is the account's only second factor, and what `requireStill` throws
 * @throws StoreUnavailable
 */
export async function removePasskey(
  store: Store,
  session: HeldSession,
  id: string,
  { requireStill, now }: { readonly requireStill: (transaction: StoreTransaction) => Promise<void>; readonly now: Date },
): Promise<void> {
  const account = accountOf(session);
  await transact(store, async (transaction) => {
    await requireStill(transaction);
    const passkeys = await listPasskeys(transaction, account);
    if (!passkeys.some((each) => each.id === id)) throw new Refusal("not-found");
    const kinds = await secondFactorsOf(transaction, account);
    if (passkeys.length === 1 && !kinds.includes("app")) throw new Refusal("second-factor-last");
    await removePasskeyRow(transaction, id);
    await removeSessionsOf(transaction, account, session.tokenHash);
    await auditAccount(transaction, account, "account-passkey-removed", { actor: actorOfAccount(account), now });
  });
}
