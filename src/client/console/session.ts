import type * as v from "valibot";
import { InvitedAccount, type AcceptedInvitation } from "../../protocol/console/accounts.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import { Enrolment, RecoveryCodes, Session, type Login } from "../../protocol/console/session.ts";
import type { Service } from "../ask.ts";
import { call, callFor } from "./call.ts";

/**
 * The session of this browser.
 *
 * @throws AdministrationError `not-logged-in` if there is none, and as `call` does
 */
export async function askSession(service: Service): Promise<Session> {
  return await callFor(service, Session, consolePaths.session);
}

/** Begins a session by user name and password. @throws AdministrationError `login-wrong` and others, as `call` does */
export async function logIn(service: Service, login: Login): Promise<Session> {
  return await callFor(service, Session, consolePaths.session, { method: "POST", body: login });
}

/** Ends the session. @throws as `call` does */
export async function logOut(service: Service): Promise<void> {
  await call(service, consolePaths.session, { method: "DELETE" });
}

/**
 * Gives a code of the second factor: at login, and before secrets are handed out.
 *
 * @throws AdministrationError `second-factor-wrong`, `login-locked`, and as `call` does
 */
export async function giveSecondFactor(service: Service, code: string): Promise<Session> {
  return await callFor(service, Session, consolePaths.secondFactor, { method: "POST", body: { code } });
}

/** Begins to set up a second factor. @throws as `call` does */
export async function beginEnrolment(service: Service): Promise<Enrolment> {
  return await callFor(service, Enrolment, consolePaths.enrolment, { method: "POST" });
}

/**
 * Completes it with the first code of the authenticator app.
 *
 * @throws AdministrationError `second-factor-wrong`, and as `call` does
 */
export async function confirmEnrolment(service: Service, code: string): Promise<RecoveryCodes> {
  return await callFor(service, RecoveryCodes, consolePaths.confirmation, { method: "POST", body: { code } });
}

/**
 * Whom an invitation is for.
 *
 * @throws AdministrationError `invitation-not-valid`, and as `call` does
 */
export async function askInvited(service: Service, token: string): Promise<InvitedAccount> {
  return await callFor(service, InvitedAccount, consolePaths.invitedAccount, { method: "POST", body: { token } });
}

/**
 * Sets the password of an invited account.
 *
 * @returns a session that serves to set up the second factor
 * @throws AdministrationError `invitation-not-valid`, `password-unfit`, and as `call` does
 */
export async function acceptInvitation(service: Service, accepted: v.InferOutput<typeof AcceptedInvitation>): Promise<Session> {
  return await callFor(service, Session, consolePaths.invitation, { method: "POST", body: accepted });
}
