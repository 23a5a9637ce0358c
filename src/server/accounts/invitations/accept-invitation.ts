import type { InvitedAccount } from "../../../protocol/console/accounts.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import { findAccountRow, updateAccount, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import { findInvitation, removeInvitation } from "../../store/accounts/invitation-rows.ts";
import { removeSessionsOf } from "../../store/accounts/session-rows.ts";
import { isSystemOperator, systemTenant } from "../../store/accounts/system-operators.ts";
import type { Store } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { actorOfAccount, auditAccount } from "../audit-account.ts";
import { recordLogin, type Place } from "../login/login-history.ts";
import { hashPassword } from "../passwords/password-hash.ts";
import { mayChoose } from "../passwords/password-rules.ts";
import { includes } from "../sessions/administrator-session.ts";
import { openSession, replaceSession, type PresentAt } from "../sessions/sessions.ts";
import { hashInvitationToken, lastInvitationEnd } from "./invitation-token.ts";

/** An invited person's choice. */
interface Acceptance {
  /** In the invitation's link. */
  readonly token: string;
  readonly password: string;
  /** The site that is asked, and the subject of the certificate of the connection. */
  readonly present: PresentAt;
  /** The token of the session that the browser had before, which ends. */
  readonly earlier: string | undefined;
}

/**
 * Gives an account the password that its user has chosen. The invitation is used up, and the login goes on with setting up the
 * second factor.
 *
 * @returns the token of the session
 * @throws Refusal `invitation-not-valid`, `password-unfit`
 * @throws StoreUnavailable
 */
export async function acceptInvitation(
  { store }: Service,
  { token, password, present, earlier }: Acceptance,
  place: Place,
  now: Date,
): Promise<string> {
  const tokenHash = hashInvitationToken(token);
  // Hashing takes long, and is not done in the transaction.
  if (!(await mayChoose(password, await requireInvited(store, tokenHash, present, now)))) throw new Refusal("password-unfit");
  const hash = JSON.stringify(await hashPassword(password));
  return await transact(store, async (transaction) => {
    const account = await requireInvited(transaction, tokenHash, present, now);
    await removeInvitation(transaction, account);
    await removeSessionsOf(transaction, account);
    await replaceSession(transaction, earlier);
    await updateAccount(transaction, account, { password: hash });
    await auditAccount(transaction, account, "account-password-chosen", { actor: actorOfAccount(account), now });
    const { tenant, name } = account;
    const { site, subject } = present;
    await recordLogin(transaction, { tenant, account: name, result: "password-right", cn: subject.cn }, place, now);
    return await openSession(transaction, { tenant, account: name, cn: subject.cn, site, step: "enrolment" }, now);
  });
}

/**
 * Whom an invitation is for, so that they know before they choose a password.
 *
 * @param token in the invitation's link
 * @throws Refusal `invitation-not-valid`
 */
export async function findInvited(store: Store, token: string, present: PresentAt, now: Date): Promise<InvitedAccount> {
  const account = await requireInvited(store, hashInvitationToken(token), present, now);
  const { personName = "", lastLoginAt = null } = (await findAccountRow(store, account)) ?? {};
  const { name: user, tenant } = account;
  return { user, name: personName, tenant: tenant === systemTenant ? null : tenant, isReset: lastLoginAt !== null };
}

/**
 * The account of an invitation that can be used with a certificate of its tenant; a system operator's at their site, with the
 * certificate that the account names.
 *
 * @throws Refusal `invitation-not-valid`
 */
export async function requireInvited(
  store: Store,
  tokenHash: string,
  { site, subject }: PresentAt,
  now: Date,
): Promise<AccountIdentity> {
  const invitation = await findInvitation(store, tokenHash);
  const tenant = site === "operator" ? systemTenant : subject.o;
  if (invitation?.tenant !== tenant || invitation.endsAt <= now.getTime() || invitation.endsAt > lastInvitationEnd(now))
    throw new Refusal("invitation-not-valid");
  const account = { tenant: invitation.tenant, name: invitation.account };
  const row = await findAccountRow(store, account);
  const admitted = row !== undefined && (site === "operator" ? isSystemOperator(row, subject) : includes(row.role, "viewer"));
  if (!admitted || row.disabledAt !== null) throw new Refusal("invitation-not-valid");
  return account;
}
