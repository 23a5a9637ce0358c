import type { Role } from "../../protocol/console/session.ts";
import { askForMails } from "../notices/mails-asked-for.ts";
import { findAccountRow, updateAccount, type AccountIdentity } from "../store/accounts/account-rows.ts";
import { unlinkAll } from "../store/accounts/identity-rows.ts";
import { removeInvitation } from "../store/accounts/invitation-rows.ts";
import { removeSecondFactors } from "../store/accounts/second-factor-rows.ts";
import { removeSessionsOf } from "../store/accounts/session-rows.ts";
import type { Store, StoreTransaction } from "../store/database/schema.ts";
import { endJobsOf } from "../store/jobs/end-job.ts";
import { transact } from "../store/transact.ts";
import { addAccount } from "./accounts.ts";
import { auditAccount } from "./audit-account.ts";
import { beginInvitation, type BegunInvitation } from "./invitations/invite.ts";
import type { Management } from "./management.ts";
import { revokeTokensOf } from "./tokens/manage-tokens.ts";

/** Somebody to invite. */
export interface NewAccount extends AccountIdentity {
  readonly personName: string;
  readonly role: Role;
  readonly mail: string | null;
}

/** What is done to an account. */
export type AccountAction = "invite" | "disable" | "enable" | "reset";

/** What came of it. */
export type AccountOutcome =
  /** There is none with access to the administrators' site. */
  | { readonly kind: "unknown" }
  /** It was like that already. */
  | { readonly kind: "unchanged" }
  | { readonly kind: "changed"; readonly mail: string | null; readonly invitation: BegunInvitation | undefined };

/**
 * Adds an account whose user chooses the password by an invitation.
 *
 * @returns undefined if the tenant has an account with this name
 * @throws Refusal `mails-exceeded`; StoreUnavailable, and what `requireStill` throws
 */
export async function inviteAccount(store: Store, account: NewAccount, act: Management): Promise<BegunInvitation | undefined> {
  return await transact(store, async (transaction) => {
    await act.requireStill?.(transaction);
    if (!(await addAccount(transaction, { ...account, password: null }, act))) return undefined;
    await askToMail(transaction, account.mail, act);
    return await beginInvitation(transaction, account, act.now);
  });
}

/**
 * Disables or enables an account; resets it, so that its user chooses another password by an invitation, and sets up another
 * second factor; or makes another invitation if the user has not chosen a password yet. Whatever takes something away ends the
 * account's sessions, tokens and jobs, in every process.
 *
 * @throws Refusal `mails-exceeded`; StoreUnavailable, and what `requireStill` throws
 */
export async function changeAccount(
  store: Store,
  account: AccountIdentity,
  action: AccountAction,
  act: Management,
): Promise<AccountOutcome> {
  return await transact(store, async (transaction): Promise<AccountOutcome> => {
    await act.requireStill?.(transaction);
    const row = await findAccountRow(transaction, account);
    if (row === undefined || row.role === null) return { kind: "unknown" };
    const { mail, password, secondFactorSince, disabledAt } = row;
    if (action === "invite") {
      if (password !== null || secondFactorSince !== null) return { kind: "unchanged" };
      await askToMail(transaction, mail, act);
      await auditAccount(transaction, account, "account-invited", act);
      return { kind: "changed", mail, invitation: await beginInvitation(transaction, account, act.now) };
    }
    if (action === "reset") await askToMail(transaction, mail, act);
    if (action === "reset") return { kind: "changed", mail, invitation: await reset(transaction, account, act) };
    if ((action === "disable") === (disabledAt !== null)) return { kind: "unchanged" };
    await updateAccount(transaction, account, { disabledAt: action === "disable" ? act.now.getTime() : null });
    if (action === "disable") {
      await removeSessionsOf(transaction, account);
      await revokeTokensOf(transaction, account, act);
      await endJobs(transaction, account, act);
      await removeInvitation(transaction, account);
    }
    await auditAccount(transaction, account, action === "disable" ? "account-disabled" : "account-enabled", act);
    return { kind: "changed", mail, invitation: undefined };
  });
}

async function reset(transaction: StoreTransaction, account: AccountIdentity, act: Management): Promise<BegunInvitation> {
  await updateAccount(transaction, account, { password: null, secondFactorSince: null });
  await removeSecondFactors(transaction, account);
  await unlinkAll(transaction, account);
  await removeSessionsOf(transaction, account);
  await revokeTokensOf(transaction, account, act);
  await endJobs(transaction, account, act);
  await auditAccount(transaction, account, "account-reset", act);
  return await beginInvitation(transaction, account, act.now);
}

/** Before an invitation is mailed. */
async function askToMail(transaction: StoreTransaction, mail: string | null, act: Management): Promise<void> {
  await askForMails(transaction, act, { count: mail === null ? 0 : 1 });
}

/** Of somebody who has been logged out, and may be let in again. */
async function endJobs(transaction: StoreTransaction, { tenant, name }: AccountIdentity, act: Management): Promise<void> {
  await endJobsOf(transaction, { tenant, account: name }, "not-logged-in", act);
}
