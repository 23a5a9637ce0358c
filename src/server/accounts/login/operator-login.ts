import type { LoginAttempt } from "../../../protocol/logins.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import { isSystemOperator, systemTenant } from "../../store/accounts/system-operators.ts";
import type { AccountRow } from "../../store/database/schema.ts";
import { openSession, replaceSession } from "../sessions/sessions.ts";
import { checkPassword } from "./check-password.ts";
import type { Place } from "./login-history.ts";

/**
 * The first step of a login at the system operators' site, as `beginLogin` is at the administrators'. Nobody learns that a
 * password is right unless the account names their certificate.
 *
 * @throws Refusal `login-wrong`, `login-locked`
 * @throws StoreUnavailable
 */
export async function beginOperatorLogin(
  { store }: Service,
  { earlier, subject, ...given }: LoginAttempt & { readonly earlier: string | undefined },
  place: Place,
  now: Date,
): Promise<string> {
  const { cn, o } = subject;
  const attempt = {
    ...{ ...given, subject: { cn, o: systemTenant } },
    // Of two operators with the same CN, neither locks out the other one; and what is counted at the tenants' site is not this.
    triedBy: { cn, o: `${systemTenant}:${o}` },
    accepts: (account: AccountRow) => isSystemOperator(account, subject),
  };
  const outcome = await checkPassword(store, attempt, place, now, async (transaction, account) => {
    await replaceSession(transaction, earlier);
    const step = account.secondFactorSince === null ? "enrolment" : "second-factor";
    const session = { tenant: systemTenant, account: account.name, cn, site: "operator", step } as const;
    return { recorded: "password-right", token: await openSession(transaction, session, now) } as const;
  });
  if (outcome.kind === "locked") throw new Refusal("login-locked", { retryAfter: outcome.retryAfter });
  if (outcome.kind !== "right") throw new Refusal("login-wrong");
  return outcome.result.token;
}
