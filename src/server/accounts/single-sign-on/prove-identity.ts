import { authorizationCodeGrant } from "openid-client";
import * as v from "valibot";
import { sameSubject, type Subject } from "../../../core/name/subject.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import { providersOf, type IdentityProvider } from "../../settings/identity-providers.ts";
import { takeSignIn, type ProvedIdentity } from "../../store/accounts/identity-rows.ts";
import type { SignInRow } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { configurationOf, isUnreachable } from "./provider.ts";
import { checksOf, hashSignInToken, lastSignInEnd } from "./sign-in-token.ts";

/** A browser that comes back from an identity provider. */
export interface Return {
  /** What it has kept; undefined if nothing. */
  readonly token: string | undefined;
  /** The address that the provider sent it to. */
  readonly url: URL;
  /** Of the certificate of the connection. */
  readonly subject: Subject;
}

/** What a provider has proved. */
export interface Proof {
  readonly begun: SignInRow;
  readonly identity: ProvedIdentity;
  readonly provider: IdentityProvider;
  /** Whether the provider has asked for a second factor that counts. */
  readonly withSecondFactor: boolean;
}

const Claims = v.object({
  iss: v.string(),
  /** At most 255 characters (OpenID Connect Core 1.0, section 2), which every database keeps as they are. */
  sub: v.pipe(v.string(), v.regex(/^[^\p{Cc}\p{Cs}]{1,255}$/u)),
  acr: v.optional(v.string()),
  amr: v.optional(v.array(v.string())),
});

/**
 * Has a provider prove who a browser's person is, by the code that it comes back with. Everything that was agreed when the login
 * began must match: the browser, the certificate's subject, `state`, `iss` (RFC 9207), the code verifier, and the ID token's
 * issuer, audience, time, signature and `nonce` (OpenID Connect Core 1.0, section 3.1.3.7). Whatever comes of it, it is tried once.
 *
 * @throws Refusal `sign-in-not-valid`, `provider-unavailable`
 * @throws StoreUnavailable
 */
export async function proveIdentity({ store, settings }: Service, { token, url, subject }: Return, now: Date): Promise<Proof> {
  if (token === undefined) throw new Refusal("sign-in-not-valid");
  const begun = await transact(store, async (transaction) => await takeSignIn(transaction, hashSignInToken(token)));
  if (begun === undefined || begun.endsAt <= now.getTime() || begun.endsAt > lastSignInEnd(now))
    throw new Refusal("sign-in-not-valid");
  if (!sameSubject({ cn: begun.cn, o: begun.tenant }, subject)) throw new Refusal("sign-in-not-valid");
  const provider = providersOf(settings, begun.tenant).find(({ id }) => id === begun.provider);
  if (provider === undefined) throw new Refusal("sign-in-not-valid");
  const configuration = await configurationOf(provider, now);
  // The library compares times with the computer's clock, which is the provider's, too.
  const grant = await authorizationCodeGrant(configuration, url, { ...checksOf(token), idTokenExpected: true }).catch(
    (cause: unknown) => {
      throw new Refusal(isUnreachable(cause) ? "provider-unavailable" : "sign-in-not-valid", { cause });
    },
  );
  const claims = v.safeParse(Claims, grant.claims());
  if (!claims.success) throw new Refusal("sign-in-not-valid");
  const { iss: issuer, sub: forSubject } = claims.output;
  return {
    begun,
    provider,
    identity: { tenant: begun.tenant, issuer, subject: forSubject },
    withSecondFactor: hasSecondFactor(provider, claims.output),
  };
}

function hasSecondFactor({ secondFactor }: IdentityProvider, { acr, amr = [] }: v.InferOutput<typeof Claims>): boolean {
  const byContext = acr !== undefined && (secondFactor?.acr?.includes(acr) ?? false);
  return byContext || amr.some((method) => secondFactor?.amr?.includes(method) ?? false);
}
