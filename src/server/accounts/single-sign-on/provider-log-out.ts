import { buildEndSessionUrl } from "openid-client";
import type { Service } from "../../issuance/service.ts";
import { providerNamed } from "./begin-sign-in.ts";
import { addressAt, configurationOf } from "./provider.ts";

/**
 * Where a browser is logged out of a provider, too (OpenID Connect RP-Initiated Logout 1.0).
 *
 * @param back the address to which the provider sends it back
 * @returns null if the settings do not say so, or the provider cannot do this
 * @throws Refusal `not-found`, `provider-unavailable`
 */
export async function providerLogOut(
  { settings }: Service,
  provider: { readonly id: string; readonly tenant: string },
  back: string,
  now: Date,
): Promise<string | null> {
  const named = providerNamed(settings, provider);
  if (!named.logOut) return null;
  const configuration = await configurationOf(named, now);
  if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
  return addressAt(() => buildEndSessionUrl(configuration, { post_logout_redirect_uri: back }));
}
