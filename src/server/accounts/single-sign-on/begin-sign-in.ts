import { buildAuthorizationUrl, calculatePKCECodeChallenge } from "openid-client";
import type { Subject } from "../../../core/name/subject.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import { providersOf, type IdentityProvider } from "../../settings/identity-providers.ts";
import { insertSignIn } from "../../store/accounts/identity-rows.ts";
import type { SignInRow } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { addressAt, configurationOf } from "./provider.ts";
import { checksOf, hashSignInToken, newSignInToken, signInTime } from "./sign-in-token.ts";

/** What somebody wants an identity provider to prove, and for what. */
interface Intention extends Pick<SignInRow, "purpose" | "session" | "invitation"> {
  /** The provider's identifier in the settings. */
  readonly provider: string;
  /** Of the certificate of the connection. */
  readonly subject: Subject;
  /** The address to which the provider sends the browser back. */
  readonly callback: string;
}

/** Where the browser goes next, and what it keeps meanwhile. */
interface BegunSignIn {
  readonly location: string;
  readonly token: string;
}

/**
 * Begins a login at an identity provider: the authorization code flow (OpenID Connect Core 1.0, section 3.1) with PKCE.
 *
 * @throws Refusal `not-found` if the tenant has no such provider, `provider-unavailable`
 * @throws StoreUnavailable
 */
export async function beginSignIn(
  { store, settings }: Service,
  { provider: id, purpose, session, invitation, subject, callback }: Intention,
  now: Date,
): Promise<BegunSignIn> {
  const provider = providerNamed(settings, { id, tenant: subject.o });
  const configuration = await configurationOf(provider, now);
  const token = newSignInToken();
  const { expectedState: state, expectedNonce: nonce, pkceCodeVerifier } = checksOf(token);
  const acr = provider.secondFactor?.acr;
  const parameters = {
    redirect_uri: callback,
    scope: "openid",
    ...{ state, nonce, code_challenge: await calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256" },
    ...(acr === undefined ? {} : { acr_values: acr.join(" ") }),
    // Whoever links an identity says which one: the browser may be logged in to the provider as somebody else.
    ...(purpose === "login" ? {} : { prompt: "login" }),
  };
  const location = addressAt(() => buildAuthorizationUrl(configuration, parameters));
  await transact(store, async (transaction) => {
    const { o: tenant, cn } = subject;
    const row = { tokenHash: hashSignInToken(token), provider: id, purpose, tenant, cn, session, invitation };
    await insertSignIn(transaction, { ...row, endsAt: now.getTime() + signInTime });
  });
  return { location, token };
}

/**
 * A provider that a tenant's administrators may use.
 *
 * @throws Refusal `not-found`
 */
export function providerNamed(
  settings: Service["settings"],
  { id, tenant }: { readonly id: string; readonly tenant: string },
): IdentityProvider {
  const provider = providersOf(settings, tenant).find((each) => each.id === id);
  if (provider === undefined) throw new Refusal("not-found");
  return provider;
}
