import { createHash } from "node:crypto";
import type { NewPasskey, PasskeyCreation } from "../../../../protocol/console/passkeys.ts";
import { Refusal } from "../../../issuance/refusal.ts";
import type { Service } from "../../../issuance/service.ts";
import { findAccountRow, nameOfAccount, updateAccount } from "../../../store/accounts/account-rows.ts";
import { insertPasskey, listPasskeys } from "../../../store/accounts/passkey-rows.ts";
import { removeSessionsOf, type HeldSession } from "../../../store/accounts/session-rows.ts";
import type { StoreTransaction } from "../../../store/database/schema.ts";
import { transact } from "../../../store/transact.ts";
import { actorOfAccount, auditAccount } from "../../audit-account.ts";
import { completeLogin } from "../../login/administrator-login.ts";
import type { Place } from "../../login/login-history.ts";
import { accountOf } from "../../sessions/sessions.ts";
import { requireEnrolling } from "../enrolment.ts";
import { makeRecoveryCodes } from "../recovery-codes.ts";
import { describedPasskey } from "./assertion.ts";
import { challengeTime, keepChallenge, takeChallenge, type RelyingParty } from "./challenge.ts";

/** ES256, EdDSA and RS256 (COSE), which the browsers and authenticators in use have. Node.js only experiments with others. */
const supportedAlgorithmIDs = [-7, -8, -257];

/** The most passkeys of an account. */
const most = 20;

/**
 * Begins to register a passkey of the account: as its first second factor at the first login, or as one more.
 *
 * @returns the options for `navigator.credentials.create` (WebAuthn, section 5.4)
 * @throws Refusal `second-factor-needed` unless the one in use was given once more, `not-logged-in`
 * @throws StoreUnavailable
 */
export async function beginRegistration(
  { store }: Service,
  session: HeldSession,
  { id: rpID }: RelyingParty,
  now: Date,
): Promise<PasskeyCreation> {
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  return await transact(store, async (transaction) => {
    const present = await requireEnrolling(transaction, session, now);
    const account = accountOf(present);
    const passkeys = await listPasskeys(transaction, account);
    const userName = nameOfAccount(account);
    const { challenge, pubKeyCredParams } = await generateRegistrationOptions({
      rpName: "Koshin",
      rpID,
      userName,
      supportedAlgorithmIDs,
    });
    await keepChallenge(transaction, present, challenge, now);
    return {
      rp: { id: rpID, name: "Koshin" },
      user: {
        id: passkeys[0]?.userHandle ?? firstUserHandle(challenge),
        name: userName,
        displayName: present.personName === "" ? present.account : present.personName,
      },
      challenge,
      pubKeyCredParams,
      timeout: challengeTime,
      attestation: "none",
      excludeCredentials: passkeys.map((each) => ({ ...describedPasskey(each), type: "public-key" as const })),
      // The user name is known already, so a security key need not spend its memory.
      authenticatorSelection: { residentKey: "discouraged", requireResidentKey: false, userVerification: "required" },
    };
  });
}

/** What came of a registration. */
interface Registered {
  /** Shown once; empty if the account has recovery codes already. */
  readonly recoveryCodes: readonly string[];
  /** Of the complete session, in the place of the one that the login began with; undefined if the session stays the same. */
  readonly token: string | undefined;
}

/**
 * Registers a passkey whose user the authenticator has verified (WebAuthn, section 7.1).
 *
 * @throws Refusal `passkey-not-accepted`, `second-factor-needed`, `not-logged-in`
 * @throws StoreUnavailable
 */
export async function completeRegistration(
  service: Service,
  session: HeldSession,
  created: NewPasskey,
  relyingParty: RelyingParty,
  place: Place,
  now: Date,
): Promise<Registered> {
  const registered = await transact(service.store, async (transaction) => {
    const present = await requireEnrolling(transaction, session, now);
    const challenge = await takeChallenge(transaction, present, now);
    // What a challenge was used for must be durable, so nothing is thrown in this transaction.
    if (challenge === undefined || !(await register(transaction, present, created, { challenge, ...relyingParty }, now)))
      return undefined;
    const account = accountOf(present);
    const isFirst = (await findAccountRow(transaction, account))?.secondFactorSince === null;
    if (isFirst) {
      await updateAccount(transaction, account, { secondFactorSince: now.getTime() });
      // Those that were opened with the password alone.
      await removeSessionsOf(transaction, account, session.tokenHash);
    }
    await auditAccount(transaction, account, "account-passkey-added", { actor: actorOfAccount(account), now });
    return {
      recoveryCodes: isFirst ? await makeRecoveryCodes(transaction, account) : [],
      token: present.step === "enrolment" ? await completeLogin(service, transaction, session, place, now) : undefined,
    };
  });
  if (registered === undefined) throw new Refusal("passkey-not-accepted");
  return registered;
}

/**
 * The name by which authenticators know an account, which must not say whose it is (WebAuthn, section 14.6.1): as random as the
 * challenge of its first passkey.
 */
function firstUserHandle(challenge: string): string {
  return createHash("sha256").update(challenge).digest("base64url");
}

/** @returns whether the passkey was added */
async function register(
  transaction: StoreTransaction,
  session: HeldSession,
  { name, credential: { id, response } }: NewPasskey,
  { challenge, id: expectedRPID, origin }: RelyingParty & { readonly challenge: string },
  now: Date,
): Promise<boolean> {
  const { tenant, name: account } = accountOf(session);
  const passkeys = await listPasskeys(transaction, { tenant, name: account });
  if (passkeys.length >= most) return false;
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const { clientDataJSON, attestationObject, transports = [] } = response;
  const verified = await verifyRegistrationResponse({
    response: {
      id,
      rawId: id,
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON, attestationObject },
    },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID,
    requireUserVerification: true,
    supportedAlgorithmIDs,
  }).catch(() => undefined);
  if (verified?.registrationInfo === undefined) return false;
  const { credential } = verified.registrationInfo;
  return await insertPasskey(transaction, {
    id: credential.id,
    tenant,
    account,
    userHandle: passkeys[0]?.userHandle ?? firstUserHandle(challenge),
    publicKey: credential.publicKey,
    counter: credential.counter,
    transports: JSON.stringify(transports),
    name,
    addedAt: now.getTime(),
    lastUsedAt: null,
  });
}
