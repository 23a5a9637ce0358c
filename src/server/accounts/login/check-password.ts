import type { Subject } from "../../../core/name/subject.ts";
import type { LoginResult } from "../../../protocol/console/accounts.ts";
import type { LoginAttempt } from "../../../protocol/logins.ts";
import { findAccountRow, updateAccount } from "../../store/accounts/account-rows.ts";
import type { AccountRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { authenticate } from "../accounts.ts";
import { beginAttempt, endAttempts, passwordAttempts } from "./attempts.ts";
import { recordLogin, type Place } from "./login-history.ts";

/** What comes of a password. */
type PasswordOutcome<T> =
  | { readonly kind: "right"; readonly result: T }
  | { readonly kind: "wrong" }
  | { readonly kind: "locked"; readonly retryAfter: number }
  | { readonly kind: "other-tenant" };

/** Whose password is checked, where the O of the certificate is not the account's tenant. */
interface Checked extends LoginAttempt {
  /** Who tries, for the limits of wrong passwords; by default the subject. */
  readonly triedBy?: Subject;
  /** Whether an account may be logged in to with this certificate; if not, the right password counts as a wrong one. */
  readonly accepts?: (account: AccountRow) => boolean;
}

/**
 * Checks the password of a login, and writes what came of it into the login history.
 *
 * That an account belongs to another tenant is revealed only to those who know its password.
 *
 * @param proceed continues, in the same transaction, with an account whose password is right; its login is recorded with the
 * result that this returns
 * @throws StoreUnavailable
 */
export async function checkPassword<T extends { readonly recorded: LoginResult }>(
  store: Store,
  { user, password, subject, triedBy = subject, accepts = () => true }: Checked,
  place: Place,
  now: Date,
  proceed: (transaction: StoreTransaction, account: AccountRow) => Promise<T>,
): Promise<PasswordOutcome<T>> {
  const counted = passwordAttempts(triedBy, user);
  const { wait, last } = await beginAttempt(store, counted, now);
  if (wait > 0) return { kind: "locked", retryAfter: wait };
  const { account, matches } = await authenticate(store, { tenant: subject.o, user }, password);
  return await transact(store, async (transaction): Promise<PasswordOutcome<T>> => {
    const own = account?.tenant === subject.o;
    const record = async (result: LoginResult): Promise<void> =>
      await recordLogin(transaction, { tenant: subject.o, account: own ? account.name : null, result, cn: subject.cn }, place, now);
    const present = matches && account !== undefined ? await findAccountRow(transaction, account) : undefined;
    // It is disabled, or was changed or removed while the password was compared.
    if (present === undefined || present.password !== account?.password || present.disabledAt !== null) {
      const disabled = present !== undefined && present.disabledAt !== null;
      await record(own && disabled ? "disabled" : last ? "locked" : "wrong");
      return { kind: "wrong" };
    }
    if (!accepts(present)) {
      await record("other-tenant");
      return { kind: "wrong" };
    }
    await endAttempts(transaction, counted);
    if (!own) {
      await record("other-tenant");
      // Its tenant learns that somebody else knows the password, but not who.
      const entry = { tenant: present.tenant, account: present.name, result: "other-tenant", cn: "" } as const;
      await recordLogin(transaction, entry, { ...place, address: "" }, now);
      return { kind: "other-tenant" };
    }
    const result = await proceed(transaction, present);
    await record(result.recorded);
    if (result.recorded === "opened") await updateAccount(transaction, present, { lastLoginAt: now.getTime() });
    return { kind: "right", result };
  });
}
