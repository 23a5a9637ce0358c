import * as v from "valibot";

const Moment = v.pipe(v.string(), v.isoTimestamp());
const ProviderId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/));

/** The answer of `GET /api/sign-in`: the identity providers with which the organisation's administrators may log in. */
export const ProviderList = v.object({ providers: v.array(v.object({ id: ProviderId, name: v.string() })) });
export type ProviderList = v.InferOutput<typeof ProviderList>;

/** The body of `POST /api/sign-in`: which provider; with the token of an invitation, to use it instead of a password. */
export const SignIn = v.strictObject({
  provider: ProviderId,
  invitation: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))),
});
export type SignIn = v.InferOutput<typeof SignIn>;

/** The body of `POST /api/identities`, and of `POST /api/sign-in/log-out`. */
export const NamedProvider = v.strictObject({ provider: ProviderId });

/** Where the browser goes next: an address of the provider's. */
export const SignInBegun = v.object({ location: v.pipe(v.string(), v.url(), v.startsWith("https://")) });

/** The answer of `POST /api/sign-in/log-out`: null if one is not logged out of the provider, too. */
export const ProviderLogOut = v.object({ location: v.nullable(v.pipe(v.string(), v.url(), v.startsWith("https://"))) });

const IdentityEntry = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** Its name. */
  provider: v.string(),
  linkedAt: Moment,
  lastUsedAt: v.nullable(Moment),
});
export type LinkedIdentity = v.InferOutput<typeof IdentityEntry>;

/** The answer of `GET /api/identities`: the identities that are linked to one's own account. */
export const IdentityList = v.object({ identities: v.array(IdentityEntry) });
