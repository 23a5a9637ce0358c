import { NewPasskey, PasskeyAssertion } from "../../../protocol/console/passkeys.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { giveSecondFactor } from "../../accounts/second-factor/give-second-factor.ts";
import { requestAssertion } from "../../accounts/second-factor/passkeys/assertion.ts";
import type { RelyingParty } from "../../accounts/second-factor/passkeys/challenge.ts";
import { ownPasskeys, removePasskey } from "../../accounts/second-factor/passkeys/own-passkeys.ts";
import { beginRegistration, completeRegistration } from "../../accounts/second-factor/passkeys/registration.ts";
import { presenceOf } from "../../accounts/sessions/sessions.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { refusedBodies, refusedCertificates, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { addressesOf } from "../http/addresses.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import { placeOf, type Surroundings } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { keepToken, refusedAdministrators, requireAdministrator, requireConfirmed, requireSession, tokenIn } from "./caller.ts";
import { sessionOf } from "./session.ts";

/** In bytes; without attestation, what authenticators say is small. */
const bodyLimit = 16_384;

const ofSession = [...refusedCertificates, "not-logged-in", "second-factor-needed", "cross-site"] as const;

/** Asks for the signature of a passkey. */
export const requestPasskey: Operation = {
  id: "requestPasskey",
  method: "post",
  path: consolePaths.passkeyRequest,
  summary: "Ask for the signature of a passkey, as the second factor",
  description:
    "The options for `navigator.credentials.get` (Web Authentication, section 5.5). The challenge is valid for five minutes, once, in this session only.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  answers: { 200: { description: "The options.", content: { "application/json": schemaOf("PasskeyRequest") } } },
  refusals: ofSession,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const session = await requireSession(surroundings, c, now);
    return answerJson(await requestAssertion(surroundings.service, session, relyingPartyOf(surroundings), now));
  },
};

/** The second step of a login with a passkey; in a complete session, the second factor once more. */
export const givePasskey: Operation = {
  id: "givePasskey",
  method: "post",
  path: consolePaths.passkeyAssertion,
  summary:
    "Give the signature of a passkey as the second factor: to complete the login, or once more before secrets are handed out",
  description: "As `secondFactor` with a code. The authenticator must have verified its user.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  request: { required: true, content: { "application/json": schemaOf("PasskeyAssertion") } },
  answers: { 200: { description: "The complete session.", content: { "application/json": schemaOf("Session") } } },
  refusals: [...ofSession, ...refusedBodies, "second-factor-wrong", "login-locked"],
  handler: (surroundings) => async (c) => {
    const assertion = await readJson(c.env.incoming, PasskeyAssertion, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const session = await requireSession(surroundings, c, now);
    const given = { assertion, relyingParty: relyingPartyOf(surroundings) };
    const token = await giveSecondFactor(service, session, given, placeOf(c), now);
    const present = await sessionOf(service, token ?? tokenIn(c) ?? "", presenceOf(session), now);
    return answerJson(present, token === undefined ? {} : { headers: keepToken(token) });
  },
};

/** One's own passkeys. */
export const listOwnPasskeys: Operation = {
  id: "listOwnPasskeys",
  method: "get",
  path: consolePaths.passkeys,
  summary: "List one's own passkeys",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  answers: { 200: { description: "The passkeys.", content: { "application/json": schemaOf("PasskeyList") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant, user: name } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    return answerJson(await ownPasskeys(surroundings.service.store, { tenant, name }));
  },
};

/** Begins to add a passkey. */
export const beginPasskey: Operation = {
  id: "beginPasskey",
  method: "post",
  path: consolePaths.passkeyCreation,
  summary: "Begin to add a passkey",
  description:
    "The options for `navigator.credentials.create` (Web Authentication, section 5.4), at the first login, or after the second factor was given once more.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  answers: { 200: { description: "The options.", content: { "application/json": schemaOf("PasskeyCreation") } } },
  refusals: ofSession,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const session = await requireSession(surroundings, c, now);
    return answerJson(await beginRegistration(surroundings.service, session, relyingPartyOf(surroundings), now));
  },
};

/** Adds a passkey. */
export const addPasskey: Operation = {
  id: "addPasskey",
  method: "post",
  path: consolePaths.passkeys,
  summary: "Add a passkey",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  request: { required: true, content: { "application/json": schemaOf("NewPasskey") } },
  answers: {
    200: {
      description:
        "The complete session; and if it is the account's first second factor, recovery codes, which are shown once and are valid once each.",
      content: { "application/json": schemaOf("RecoveryCodes") },
    },
  },
  refusals: [...ofSession, ...refusedBodies, "passkey-not-accepted", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const created = await readJson(c.env.incoming, NewPasskey, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const session = await requireSession(surroundings, c, now);
    const by = relyingPartyOf(surroundings);
    const { token, recoveryCodes } = await completeRegistration(service, session, created, by, placeOf(c), now);
    const present = await sessionOf(service, token ?? tokenIn(c) ?? "", presenceOf(session), now);
    return answerJson({ session: present, recoveryCodes }, token === undefined ? {} : { headers: keepToken(token) });
  },
};

/** Removes a passkey. */
export const removeOwnPasskey: Operation = {
  id: "removeOwnPasskey",
  method: "delete",
  path: consolePaths.passkey,
  summary: "Remove one of one's own passkeys",
  description: "The account's other sessions end. The last second factor cannot be removed.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  parameters: { passkey: { type: "string", pattern: "^[A-Za-z0-9_-]{1,1364}$" } },
  answers: { 204: { description: "It is removed." } },
  refusals: [...refusedAdministrators, "not-found", "second-factor-last", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { requireStill } = await requireConfirmed(surroundings, c, { now, atLeast: "viewer" });
    const session = await requireSession(surroundings, c, now);
    await removePasskey(surroundings.service.store, session, c.req.param("passkey") ?? "", { requireStill, now });
    return answerNothing();
  },
};

/** The site, as passkeys know it. */
function relyingPartyOf({ service: { settings }, port, recoveryPort }: Surroundings): RelyingParty {
  const { console: origin } = addressesOf(settings, port(), recoveryPort());
  // Without this host, there is nobody to ask.
  if (origin === undefined) throw new Refusal("not-found");
  return { id: new URL(origin).hostname, origin };
}
