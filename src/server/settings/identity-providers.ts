import * as v from "valibot";

const Words = v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.minLength(1));

/** The shortest and the longest time that a session may last, in minutes. */
export const shortestSessionMinutes = 5;
const longestSessionMinutes = 720;

/** An OpenID provider with which administrators may log in. */
const IdentityProvider = v.strictObject({
  /** A short name that never changes, in lower case; it is in the addresses of the API. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/, "lower-case letters, digits and hyphens, at most 32")),
  /** What administrators call it, on the button. */
  name: v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)),
  /** Its issuer identifier, exactly as it writes it, without `/.well-known/openid-configuration`. */
  issuer: v.pipe(v.string(), v.url(), v.startsWith("https://")),
  /** The identifier that it has given to this service. */
  clientId: v.pipe(v.string(), v.nonEmpty()),
  /** The file with the secret that it has given to this service. */
  clientSecretFile: v.string(),
  /** Trust anchors (PEM) for its server, instead of the default ones. */
  caFile: v.optional(v.string()),
  /** The tenants whose administrators may use it; by default, all of them. */
  tenants: v.optional(v.array(v.pipe(v.string(), v.nonEmpty()))),
  /**
   * When its own second factor counts, so that this site asks for none at the login: if the ID token's `acr` is one of these, or
   * its `amr` contains one of these.
   */
  secondFactor: v.optional(v.strictObject({ acr: v.optional(Words), amr: v.optional(Words) })),
  /** Whether who logs out of this site is logged out of the provider, too. */
  logOut: v.optional(v.boolean(), false),
  /**
   * How long a session that it has opened lasts, in minutes. Then the site asks it again, usually without a question to the
   * person: somebody whom it has disabled is out by then.
   */
  sessionMinutes: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(shortestSessionMinutes), v.maxValue(longestSessionMinutes)),
    240,
  ),
});
export type IdentityProvider = v.InferOutput<typeof IdentityProvider>;

/** The OpenID providers with which administrators may log in to their site, once their account is linked. */
export const IdentityProviders = v.array(IdentityProvider);

/** The providers that a tenant's administrators may use. */
export function providersOf(
  { identityProviders }: { readonly identityProviders: readonly IdentityProvider[] },
  tenant: string,
): readonly IdentityProvider[] {
  return identityProviders.filter(({ tenants }) => tenants?.includes(tenant) ?? true);
}
