import { createHash } from "node:crypto";
import type * as v from "valibot";
import type { IdentityList } from "../../../protocol/console/single-sign-on.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import { providersOf } from "../../settings/identity-providers.ts";
import { findAccountRow, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import { listIdentities, unlinkIdentity } from "../../store/accounts/identity-rows.ts";
import { removeSessionsOf, type HeldSession } from "../../store/accounts/session-rows.ts";
import type { LinkedIdentityRow, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { actorOfAccount, auditAccount } from "../audit-account.ts";
import { accountOf } from "../sessions/sessions.ts";

/** The identities that are linked to an account, as their owner sees them. */
export async function ownIdentities(
  { store, settings }: Service,
  account: AccountIdentity,
): Promise<v.InferOutput<typeof IdentityList>> {
  const identities = (await listIdentities(store, account)).map((row) => ({
    id: idOf(row),
    // Providers may have been removed from the settings.
    provider: nameOf(settings, row),
    linkedAt: new Date(row.linkedAt).toISOString(),
    lastUsedAt: row.lastUsedAt === null ? null : new Date(row.lastUsedAt).toISOString(),
  }));
  return { identities };
}

/**
 * Unlinks an identity from an account; the account's other sessions end.
 *
 * @param requireStill is called in the transaction that acts
 * @throws Refusal `not-found`, `identity-last` if nobody could log in any more, and what `requireStill` throws
 * @throws StoreUnavailable
 */
export async function unlinkOwnIdentity(
  { store, settings }: Service,
  session: HeldSession,
  id: string,
  { requireStill, now }: { readonly requireStill: (transaction: StoreTransaction) => Promise<void>; readonly now: Date },
): Promise<void> {
  const account = accountOf(session);
  await transact(store, async (transaction) => {
    await requireStill(transaction);
    const identities = await listIdentities(transaction, account);
    const identity = identities.find((row) => idOf(row) === id);
    if (identity === undefined) throw new Refusal("not-found");
    const hasPassword = (await findAccountRow(transaction, account))?.password !== null;
    const issuers = providersOf(settings, account.tenant).map(({ issuer }) => issuer);
    const others = identities.filter((row) => row !== identity && issuers.includes(row.issuer));
    if (others.length === 0 && !hasPassword) throw new Refusal("identity-last");
    await unlinkIdentity(transaction, identity);
    const about = nameOf(settings, identity);
    await removeSessionsOf(transaction, account, session.tokenHash);
    await auditAccount(transaction, account, "account-identity-unlinked", { actor: actorOfAccount(account), now }, { about });
  });
}

function nameOf({ identityProviders }: Service["settings"], row: LinkedIdentityRow): string {
  return identityProviders.find(({ issuer }) => issuer === row.issuer)?.name ?? row.issuer;
}

/** An identity in the API, where its subject is nobody's business. */
function idOf({ issuer, subject }: LinkedIdentityRow): string {
  return createHash("sha256")
    .update(JSON.stringify([issuer, subject]))
    .digest("hex");
}
