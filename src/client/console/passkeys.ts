import type * as v from "valibot";
import {
  PasskeyCreation,
  PasskeyList,
  PasskeyRequest,
  type NewPasskey,
  type PasskeyAssertion,
} from "../../protocol/console/passkeys.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import { RecoveryCodes, Session } from "../../protocol/console/session.ts";
import type { Service } from "../ask.ts";
import { call, callFor, fillPath } from "./call.ts";

/** Asks for the signature of a passkey. @throws as `call` does */
export async function requestPasskey(service: Service): Promise<PasskeyRequest> {
  return await callFor(service, PasskeyRequest, consolePaths.passkeyRequest, { method: "POST" });
}

/**
 * Gives a passkey's signature as the second factor: at login, and before secrets are handed out.
 *
 * @throws AdministrationError `second-factor-wrong`, `login-locked`, and as `call` does
 */
export async function givePasskey(service: Service, assertion: PasskeyAssertion): Promise<Session> {
  return await callFor(service, Session, consolePaths.passkeyAssertion, { method: "POST", body: assertion });
}

/** The passkeys of one's own account. @throws as `call` does */
export async function listPasskeys(service: Service): Promise<v.InferOutput<typeof PasskeyList>> {
  return await callFor(service, PasskeyList, consolePaths.passkeys);
}

/** Begins to add a passkey. @throws AdministrationError `second-factor-needed`, and as `call` does */
export async function beginPasskey(service: Service): Promise<PasskeyCreation> {
  return await callFor(service, PasskeyCreation, consolePaths.passkeyCreation, { method: "POST" });
}

/**
 * Adds a passkey.
 *
 * @returns recovery codes, if it is the account's first second factor
 * @throws AdministrationError `passkey-not-accepted`, and as `call` does
 */
export async function addPasskey(service: Service, created: NewPasskey): Promise<RecoveryCodes> {
  return await callFor(service, RecoveryCodes, consolePaths.passkeys, { method: "POST", body: created });
}

/** Removes a passkey. @throws AdministrationError `second-factor-last`, and as `call` does */
export async function removePasskey(service: Service, passkey: string): Promise<void> {
  await call(service, fillPath(consolePaths.passkey, { passkey }), { method: "DELETE" });
}
