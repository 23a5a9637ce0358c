import type { PasskeyAssertion } from "../../../protocol/console/passkeys.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import { markConfirmed, type HeldSession } from "../../store/accounts/session-rows.ts";
import { actorOfAccount, auditAccount } from "../audit-account.ts";
import { completeLogin } from "../login/administrator-login.ts";
import type { Place } from "../login/login-history.ts";
import { accountOf, confirmationTime } from "../sessions/sessions.ts";
import { acceptCode } from "./accept-code.ts";
import { attemptFactor } from "./attempt-factor.ts";
import { acceptAssertion } from "./passkeys/assertion.ts";
import type { RelyingParty } from "./passkeys/challenge.ts";

/** A second factor as somebody gives it: a code, or the signature of a passkey. */
export type GivenFactor = { readonly code: string } | { readonly assertion: PasskeyAssertion; readonly relyingParty: RelyingParty };

/**
 * Takes the second factor: it completes the login, or in a complete session confirms for five minutes that its
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
  given: GivenFactor,
  place: Place,
  now: Date,
): Promise<string | undefined> {
  if (session.step === "enrolment") throw new Refusal("second-factor-needed");
  const account = accountOf(session);
  const { token } = await attemptFactor(service, session, place, now, async (transaction, present) => {
    const accepted =
      "code" in given
        ? await acceptCode(service.vault, transaction, account, given.code, now)
        : (await acceptAssertion(transaction, present, given.assertion, given.relyingParty, now)) && "passkey";
    if (accepted === undefined || accepted === false) return undefined;
    if (accepted === "recovery") {
      await auditAccount(transaction, account, "account-recovery-code-used", { actor: actorOfAccount(account), now });
    }
    if (present.step === "second-factor") return { token: await completeLogin(service, transaction, session, place, now) };
    await markConfirmed(transaction, session.tokenHash, now.getTime() + confirmationTime);
    return { token: undefined };
  });
  return token;
}
