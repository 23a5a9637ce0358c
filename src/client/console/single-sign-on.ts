import type * as v from "valibot";
import { consolePaths } from "../../protocol/console/paths.ts";
import { IdentityList, ProviderList, ProviderLogOut, SignInBegun, type SignIn } from "../../protocol/console/single-sign-on.ts";
import type { Service } from "../ask.ts";
import { call, callFor, fillPath } from "./call.ts";

/** The identity providers with which the organisation's administrators may log in. @throws as `call` does */
export async function listProviders(service: Service): Promise<ProviderList["providers"]> {
  return (await callFor(service, ProviderList, consolePaths.signIn)).providers;
}

/**
 * Begins to log in at an identity provider.
 *
 * @returns the address of the provider's to which the browser goes next
 * @throws AdministrationError `provider-unavailable`, and as `call` does
 */
export async function beginSignIn(service: Service, signIn: SignIn): Promise<string> {
  return (await callFor(service, SignInBegun, consolePaths.signIn, { method: "POST", body: signIn })).location;
}

/** Where to log out of a provider, too; null if nowhere. @throws as `call` does */
export async function providerLogOut(service: Service, provider: string): Promise<string | null> {
  return (await callFor(service, ProviderLogOut, consolePaths.providerLogOut, { method: "POST", body: { provider } })).location;
}

/** The identities that are linked to one's own account. @throws as `call` does */
export async function listIdentities(service: Service): Promise<v.InferOutput<typeof IdentityList>["identities"]> {
  return (await callFor(service, IdentityList, consolePaths.identities)).identities;
}

/**
 * Begins to link an identity to one's own account.
 *
 * @returns the address of the provider's to which the browser goes next
 * @throws AdministrationError `password-login-needed`, `provider-unavailable`, and as `call` does
 */
export async function beginLinking(service: Service, provider: string): Promise<string> {
  return (await callFor(service, SignInBegun, consolePaths.identities, { method: "POST", body: { provider } })).location;
}

/** Unlinks an identity. @throws AdministrationError `identity-last`, and as `call` does */
export async function unlinkIdentity(service: Service, identity: string): Promise<void> {
  await call(service, fillPath(consolePaths.identity, { identity }), { method: "DELETE" });
}
