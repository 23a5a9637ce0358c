import * as v from "valibot";
import type { PasskeyAssertion, PasskeyRequest } from "../../../../protocol/console/passkeys.ts";
import { Refusal } from "../../../issuance/refusal.ts";
import type { Service } from "../../../issuance/service.ts";
import { listPasskeys, markPasskeyUsed } from "../../../store/accounts/passkey-rows.ts";
import type { HeldSession } from "../../../store/accounts/session-rows.ts";
import type { PasskeyRow, StoreTransaction } from "../../../store/database/schema.ts";
import { transact } from "../../../store/transact.ts";
import { accountOf, currentSession } from "../../sessions/sessions.ts";
import { challengeTime, keepChallenge, takeChallenge, type RelyingParty } from "./challenge.ts";

const Transports = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

/** A passkey, as authenticators and browsers are told of it. */
export function describedPasskey({ id, transports }: PasskeyRow): { readonly id: string; readonly transports: string[] } {
  return { id, transports: v.parse(Transports, transports) };
}

/**
 * Asks for a signature of any of the account's passkeys.
 *
 * @returns the options for `navigator.credentials.get` (WebAuthn, section 5.5)
 * @throws Refusal `second-factor-needed` if a second factor has to be set up first, `not-logged-in`
 * @throws StoreUnavailable
 */
export async function requestAssertion(
  { store }: Service,
  session: HeldSession,
  { id: rpID }: RelyingParty,
  now: Date,
): Promise<PasskeyRequest> {
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  return await transact(store, async (transaction) => {
    const present = await currentSession(transaction, session.tokenHash, now);
    if (present === undefined) throw new Refusal("not-logged-in");
    if (present.step === "enrolment") throw new Refusal("second-factor-needed");
    const passkeys = await listPasskeys(transaction, accountOf(present));
    const { challenge } = await generateAuthenticationOptions({ rpID });
    await keepChallenge(transaction, present, challenge, now);
    const allowCredentials = passkeys.map((each) => ({ ...describedPasskey(each), type: "public-key" as const }));
    return { rpId: rpID, challenge, allowCredentials, timeout: challengeTime, userVerification: "required" };
  });
}

/**
 * Accepts a signature of one of the account's passkeys, whose user the authenticator has verified, under the challenge of the
 * session (WebAuthn, section 7.2).
 *
 * @returns whether it is right; also not if the passkey claims fewer signatures than before, because it may be a copy
 */
export async function acceptAssertion(
  transaction: StoreTransaction,
  session: HeldSession,
  { id, response: { clientDataJSON, authenticatorData, signature } }: PasskeyAssertion,
  relyingParty: RelyingParty,
  now: Date,
): Promise<boolean> {
  const expectedChallenge = await takeChallenge(transaction, session, now);
  const passkey = (await listPasskeys(transaction, accountOf(session))).find((each) => each.id === id);
  if (expectedChallenge === undefined || passkey === undefined) return false;
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const { counter, publicKey } = passkey;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge,
      expectedOrigin: relyingParty.origin,
      expectedRPID: relyingParty.id,
      credential: { id, counter, publicKey: Uint8Array.from(publicKey) },
      requireUserVerification: true,
    });
    if (!verified) return false;
    await markPasskeyUsed(transaction, id, { counter: authenticationInfo.newCounter, lastUsedAt: now.getTime() });
    return true;
  } catch {
    // The library throws for whatever is malformed or does not match.
    return false;
  }
}
