import type { OwnAccount, PasswordChange } from "../../protocol/console/own-account.ts";
import { accountIn } from "../issuance/administration/account-in.ts";
import { Refusal } from "../issuance/refusal.ts";
import { findAccountRow, updateAccount } from "../store/accounts/account-rows.ts";
import { countRecoveryCodes } from "../store/accounts/second-factor-rows.ts";
import { removeSessionsOf, type HeldSession } from "../store/accounts/session-rows.ts";
import type { Store, StoreTransaction } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";
import { authenticate } from "./accounts.ts";
import { actorOfAccount, auditAccount } from "./audit-account.ts";
import { versionOf } from "./change-facts.ts";
import { beginAttempt, endAttempts, passwordAttempts } from "./login/attempts.ts";
import { hashPassword } from "./passwords/password-hash.ts";
import { mayChoose } from "./passwords/password-rules.ts";
import { makeRecoveryCodes } from "./second-factor/recovery-codes.ts";
import { includes } from "./sessions/administrator-session.ts";
import { accountOf } from "./sessions/sessions.ts";

/** Somebody who changes their own account. */
interface OwnAct {
  /** Called in the transaction that acts. */
  readonly requireStill: (transaction: StoreTransaction) => Promise<void>;
  readonly now: Date;
}

/**
 * An account as its user sees it.
 *
 * @throws Refusal `not-logged-in` if it has lost its access
 */
export async function describeOwnAccount(store: Store, session: HeldSession): Promise<OwnAccount> {
  const account = accountOf(session);
  const row = await findAccountRow(store, account);
  const { role = null } = row ?? {};
  if (row === undefined || !includes(role, "viewer")) throw new Refusal("not-logged-in");
  const { name, personName, mail, password, editedBy, editedAt } = row;
  const edited = editedAt === null ? null : { by: accountIn(editedBy), at: new Date(editedAt).toISOString() };
  const recoveryCodes = await countRecoveryCodes(store, account);
  return { name, personName, role, mail, edited, version: versionOf(row), hasPassword: password !== null, recoveryCodes };
}

/**
 * Changes one's own password. The account's other sessions end.
 *
 * @throws Refusal `password-wrong`, `password-unfit`, `login-locked`, and what `requireStill` throws; StoreUnavailable
 */
export async function changePassword(
  store: Store,
  session: HeldSession,
  { present, chosen }: PasswordChange,
  { requireStill, now }: OwnAct,
): Promise<void> {
  const account = accountOf(session);
  const { tenant, name } = account;
  const counted = passwordAttempts({ cn: session.cn, o: tenant }, name);
  const { wait } = await beginAttempt(store, counted, now);
  if (wait > 0) throw new Refusal("login-locked", { retryAfter: wait });
  const compared = await authenticate(store, { tenant, user: name }, present);
  if (!compared.matches) throw new Refusal("password-wrong");
  if (!(await mayChoose(chosen, account))) throw new Refusal("password-unfit");
  const password = JSON.stringify(await hashPassword(chosen));
  await transact(store, async (transaction) => {
    await requireStill(transaction);
    // Another one was chosen while these were compared and hashed.
    if ((await findAccountRow(transaction, account))?.password !== compared.account?.password) throw new Refusal("password-wrong");
    await endAttempts(transaction, counted);
    await updateAccount(transaction, account, { password });
    await removeSessionsOf(transaction, account, session.tokenHash);
    await auditAccount(transaction, account, "account-password-changed", { actor: actorOfAccount(account), now });
  });
}

/**
 * Makes one's own recovery codes anew, in the place of earlier ones.
 *
 * @returns them, which are shown once
 * @throws what `requireStill` throws; StoreUnavailable
 */
export async function renewRecoveryCodes(
  store: Store,
  session: HeldSession,
  { requireStill, now }: OwnAct,
): Promise<readonly string[]> {
  const account = accountOf(session);
  return await transact(store, async (transaction) => {
    await requireStill(transaction);
    const codes = await makeRecoveryCodes(transaction, account);
    await auditAccount(transaction, account, "account-recovery-codes-made", { actor: actorOfAccount(account), now });
    return codes;
  });
}
