import { createHash } from "node:crypto";
import type { ListedSession } from "../../../protocol/console/own-account.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { findAccountRow, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import { listSessionsOf, removeSession } from "../../store/accounts/session-rows.ts";
import type { SessionRow, Store } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { auditAccount } from "../audit-account.ts";
import type { Management } from "../management.ts";
import { isCurrent } from "./sessions.ts";

/**
 * The complete sessions of an account, the latest first.
 *
 * @param own the hash of the token of the session that asks
 */
export async function sessionsOf(
  store: Store,
  account: AccountIdentity,
  own: string | undefined,
  now: Date,
): Promise<ListedSession[]> {
  const rows = await openSessionsOf(store, account, now);
  return rows.map(({ tokenHash, site, openedAt, seenAt, endsAt, cn, host, address }) => ({
    id: idOf(tokenHash),
    // Those of system operators are not listed.
    ...{ site: site === "app" ? site : ("console" as const), cn, host: host ?? "", address: address ?? "" },
    openedAt: new Date(openedAt).toISOString(),
    seenAt: new Date(seenAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    own: tokenHash === own,
  }));
}

/** Which sessions are ended: one, by its identifier, or all but one, by the hash of its token. */
export type Ended = { readonly id: string } | { readonly except: string | undefined };

/**
 * Ends sessions of an account of the tenant, in every process.
 *
 * @returns their number
 * @throws Refusal `not-found` if there is no such account or session; StoreUnavailable, and what `requireStill` throws
 */
export async function endSessions(store: Store, account: AccountIdentity, which: Ended, act: Management): Promise<number> {
  return await transact(store, async (transaction) => {
    await act.requireStill?.(transaction);
    const row = await findAccountRow(transaction, account);
    if (row === undefined || row.role === null) throw new Refusal("not-found");
    const open = await openSessionsOf(transaction, account, act.now);
    const ended = open.filter(({ tokenHash }) => ("id" in which ? idOf(tokenHash) === which.id : tokenHash !== which.except));
    if ("id" in which && ended.length === 0) throw new Refusal("not-found");
    for (const { tokenHash } of ended) await removeSession(transaction, tokenHash);
    if (ended.length > 0) await auditAccount(transaction, account, "account-sessions-ended", act);
    return ended.length;
  });
}

async function openSessionsOf(store: Store, account: AccountIdentity, now: Date): Promise<SessionRow[]> {
  return (await listSessionsOf(store, account)).filter((session) => session.step === "open" && isCurrent(session, now));
}

/** From the hash of its token, but nobody learns that from it. */
function idOf(tokenHash: string): string {
  return createHash("sha256").update(`session ${tokenHash}`).digest("hex").slice(0, 32);
}
