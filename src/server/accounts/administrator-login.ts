import type { LoginAttempt } from "../../protocol/logins.ts";
import { Refusal } from "../issuance/refusal.ts";
import type { Service } from "../issuance/service.ts";
import { updateAccount, type AccountIdentity } from "../store/accounts/account-rows.ts";
import { removeAttempts } from "../store/accounts/login-attempts.ts";
import { markConfirmed, removeSession, removeSessionsOf, type HeldSession } from "../store/accounts/session-rows.ts";
import type { StoreTransaction } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";
import { beginAttempt, codeAttempts } from "./attempts.ts";
import { actorOfAccount, auditAccount } from "./audit-account.ts";
import { checkPassword, recordLogin, type Place } from "./check-password.ts";
import { acceptCode, beginSecondFactor, completeSecondFactor } from "./second-factor.ts";
import { currentSession, openSession, replaceSession } from "./sessions.ts";

/** How long secrets are handed out after the second factor was given once more, in milliseconds. */
const confirmation = 5 * 60_000;

/** The account of a session. */
function accountOf({ tenant, account: name }: HeldSession): AccountIdentity {
  return { tenant, name };
}

/**
 * The first step of a login at the administrators' site: with the right password, a session that serves only to give the
 * second factor, or to set one up.
 *
 * @param earlier the token of the session that the browser had before, which ends
 * @returns the session's token
 * @throws Refusal `login-wrong`, `login-locked`, `login-other-tenant`, `role-insufficient` for an account without access there
 * @throws StoreUnavailable
 */
export async function beginLogin(
  { store }: Service,
  { earlier, ...attempt }: LoginAttempt & { readonly earlier: string | undefined },
  place: Place,
  now: Date,
): Promise<string> {
  const { cn } = attempt.subject;
  const outcome = await checkPassword(
    store,
    attempt,
    place,
    now,
    async (transaction, { tenant, name, role, secondFactorSince }) => {
      if (role === null) return { recorded: "no-access", token: undefined } as const;
      await replaceSession(transaction, earlier);
      const step = secondFactorSince === null ? "enrolment" : "second-factor";
      const session = { tenant, account: name, cn, site: "console", step } as const;
      return { recorded: "password-right", token: await openSession(transaction, session, now) } as const;
    },
  );
  switch (outcome.kind) {
    case "wrong":
      throw new Refusal("login-wrong");
    case "locked":
      throw new Refusal("login-locked", { retryAfter: outcome.retryAfter });
    case "other-tenant":
      throw new Refusal("login-other-tenant");
    case "right":
      if (outcome.result.token === undefined) throw new Refusal("role-insufficient");
      return outcome.result.token;
  }
}

/**
 * Takes a code of the second factor: it completes the login, or in a complete session confirms for five minutes that its
 * holder is there.
 *
 * @returns the token of the complete session, in the place of the one that the login began with; undefined if the session
 * stays the same
 * @throws Refusal `second-factor-wrong`, `second-factor-needed` if it has to be set up first, `login-locked`, `not-logged-in`
 * @throws StoreUnavailable
 */
export async function giveSecondFactor(
  service: Service,
  session: HeldSession,
  code: string,
  place: Place,
  now: Date,
): Promise<string | undefined> {
  if (session.step === "enrolment") throw new Refusal("second-factor-needed");
  const account = accountOf(session);
  const { token } = await withCode(service, session, place, now, async (transaction, { step }) => {
    const accepted = await acceptCode(service.vault, transaction, account, code, now);
    if (accepted === undefined) return undefined;
    if (accepted === "recovery") {
      await auditAccount(transaction, account, "account-recovery-code-used", { actor: actorOfAccount(account), now });
    }
    if (step === "second-factor") return { token: await open(transaction, session, place, now) };
    await markConfirmed(transaction, session.tokenHash, now.getTime() + confirmation);
    return { token: undefined };
  });
  return token;
}

/**
 * Begins to set up a second factor, at the first login or in the place of the one in use.
 *
 * @returns its secret, which is shown once
 * @throws Refusal `second-factor-needed` unless the one in use was given once more, `not-logged-in`
 * @throws StoreUnavailable
 */
export async function beginEnrolment(
  { store, vault }: Service,
  session: HeldSession,
  now: Date,
): Promise<{ readonly secret: string; readonly uri: string }> {
  return await transact(store, async (transaction) => {
    await requireEnrolling(transaction, session, now);
    return await beginSecondFactor(vault, transaction, accountOf(session), now);
  });
}

/**
 * Completes the setting up of a second factor with its first code. The account's other sessions end.
 *
 * @returns recovery codes, which are shown once; and as `giveSecondFactor` the token
 * @throws Refusal `second-factor-wrong`, `second-factor-needed`, `login-locked`, `not-logged-in`
 * @throws StoreUnavailable
 */
export async function completeEnrolment(
  service: Service,
  session: HeldSession,
  code: string,
  place: Place,
  now: Date,
): Promise<{ readonly token: string | undefined; readonly recoveryCodes: readonly string[] }> {
  const account = accountOf(session);
  return await withCode(service, session, place, now, async (transaction) => {
    const step = await requireEnrolling(transaction, session, now);
    const recoveryCodes = await completeSecondFactor(service.vault, transaction, account, code, now);
    if (recoveryCodes === undefined) return undefined;
    // Those that were opened with the earlier second factor, which may be in the wrong hands.
    await removeSessionsOf(transaction, account, session.tokenHash);
    await auditAccount(transaction, account, "account-second-factor-set", { actor: actorOfAccount(account), now });
    return { recoveryCodes, token: step === "enrolment" ? await open(transaction, session, place, now) : undefined };
  });
}

/**
 * Ends a session.
 *
 * @throws StoreUnavailable
 */
export async function logOut({ store }: Service, session: HeldSession, place: Place, now: Date): Promise<void> {
  const { tokenHash, tenant, account, cn } = session;
  await transact(store, async (transaction) => {
    await removeSession(transaction, tokenHash);
    await recordLogin(transaction, { tenant, account, result: "logged-out", cn }, place, now);
  });
}

/**
 * Compares a code, within the limits of wrong ones, with the session read again in the same transaction.
 *
 * @param compare returns undefined if the code is wrong
 */
async function withCode<T>(
  { store }: Service,
  { tokenHash, tenant, account, cn }: HeldSession,
  place: Place,
  now: Date,
  compare: (transaction: StoreTransaction, present: HeldSession) => Promise<T | undefined>,
): Promise<T> {
  const counted = codeAttempts({ cn, o: tenant }, account);
  const { wait } = await beginAttempt(store, counted, now);
  if (wait > 0) throw new Refusal("login-locked", { retryAfter: wait });
  const result = await transact(store, async (transaction) => {
    const present = await currentSession(transaction, tokenHash, now);
    if (present === undefined) throw new Refusal("not-logged-in");
    const accepted = await compare(transaction, present);
    // Recorded in this transaction, which a refusal would roll back.
    if (accepted === undefined) await recordLogin(transaction, { tenant, account, result: "second-factor-wrong", cn }, place, now);
    else for (const { key } of counted) await removeAttempts(transaction, key);
    return accepted;
  });
  if (result === undefined) throw new Refusal("second-factor-wrong");
  return result;
}

/** The step of a session that may set up a second factor. */
async function requireEnrolling(transaction: StoreTransaction, session: HeldSession, now: Date): Promise<HeldSession["step"]> {
  const present = await currentSession(transaction, session.tokenHash, now);
  if (present === undefined) throw new Refusal("not-logged-in");
  const confirmed = present.step === "open" && (present.confirmedUntil ?? 0) > now.getTime();
  if (present.step !== "enrolment" && !confirmed) throw new Refusal("second-factor-needed");
  return present.step;
}

/** Opens the complete session in the place of the one that the login began with. */
async function open(transaction: StoreTransaction, session: HeldSession, place: Place, now: Date): Promise<string> {
  const { tenant, account, cn } = session;
  await removeSession(transaction, session.tokenHash);
  await updateAccount(transaction, accountOf(session), { lastLoginAt: now.getTime() });
  await recordLogin(transaction, { tenant, account, result: "opened", cn }, place, now);
  return await openSession(transaction, { tenant, account, cn, site: "console", step: "open" }, now);
}
