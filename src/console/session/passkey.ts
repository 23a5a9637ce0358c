import type { Service } from "../../client/ask.ts";
import { AdministrationError } from "../../client/console/administration-error.ts";
import { addPasskey, beginPasskey, givePasskey, requestPasskey } from "../../client/console/passkeys.ts";
import type { RecoveryCodes, Session } from "../../protocol/console/session.ts";
import { isOperatorsSite } from "../texts/operators-site.ts";

/** Whether this browser has passkeys, and this site takes them: system operators use an authenticator app. */
export function hasPasskeys(): boolean {
  return "PublicKeyCredential" in globalThis && !isOperatorsSite();
}

/**
 * Has a passkey sign that its user is there, and gives that as the second factor.
 *
 * @throws AdministrationError `passkey-declined`, and as the service refuses
 */
export async function signByPasskey(service: Service): Promise<Session> {
  const optionsJSON = await requestPasskey(service);
  // Few people need it: it is loaded for them only.
  const { startAuthentication } = await import("@simplewebauthn/browser");
  const assertion = await startAuthentication({ optionsJSON }).catch(declined);
  return await givePasskey(service, assertion);
}

/**
 * Makes a passkey on this device, or on another one that the browser reaches, and registers it.
 *
 * @param name what its owner calls it
 * @throws AdministrationError `passkey-declined`, `passkey-not-accepted`, and as the service refuses
 */
export async function registerPasskey(service: Service, name: string): Promise<RecoveryCodes> {
  const optionsJSON = await beginPasskey(service);
  const { startRegistration } = await import("@simplewebauthn/browser");
  const credential = await startRegistration({ optionsJSON }).catch(declined);
  return await addPasskey(service, { name, credential });
}

/** Browsers do not say whether the person has declined, or has no such passkey (WebAuthn, section 14.5). */
function declined(error: unknown): never {
  const isKnown = error instanceof Error && error.name === "InvalidStateError";
  throw new AdministrationError(isKnown ? "passkey-not-accepted" : "passkey-declined", "", undefined);
}
