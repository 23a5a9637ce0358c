import * as v from "valibot";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** Base64url without padding; an identifier has at most 1023 octets (WebAuthn, section 4), the rest fits into a body. */
const Base64Url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.maxLength(16_384));
const CredentialId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.maxLength(1364));

const publicKey = v.literal("public-key");

/** What its owner calls a passkey. */
const PasskeyName = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64), v.regex(/^[^\0-\x1f\x7f]*$/));

/** A passkey of one's own account. */
const PasskeyEntry = v.object({ id: CredentialId, name: v.string(), addedAt: Moment, lastUsedAt: v.nullable(Moment) });
export type PasskeyEntry = v.InferOutput<typeof PasskeyEntry>;

/** The answer of `GET /api/passkeys`, in the order in which they were added. */
export const PasskeyList = v.object({ passkeys: v.array(PasskeyEntry) });

/** A passkey that the browser may use, or that it must not register again. */
const Descriptor = v.object({ id: CredentialId, type: publicKey, transports: v.array(v.string()) });

/** The answer of `POST /api/session/passkey/request`: the options for `navigator.credentials.get` (WebAuthn, section 5.5). */
export const PasskeyRequest = v.object({
  rpId: v.string(),
  challenge: Base64Url,
  allowCredentials: v.array(Descriptor),
  /** In milliseconds. */
  timeout: v.number(),
  userVerification: v.literal("required"),
});
export type PasskeyRequest = v.InferOutput<typeof PasskeyRequest>;

/** The body of `POST /api/session/passkey`: what `navigator.credentials.get` has returned. */
export const PasskeyAssertion = v.object({
  id: CredentialId,
  response: v.object({ clientDataJSON: Base64Url, authenticatorData: Base64Url, signature: Base64Url }),
});
export type PasskeyAssertion = v.InferOutput<typeof PasskeyAssertion>;

/** The answer of `POST /api/passkey-creation`: the options for `navigator.credentials.create` (WebAuthn, section 5.4). */
export const PasskeyCreation = v.object({
  rp: v.object({ id: v.string(), name: v.string() }),
  user: v.object({ id: Base64Url, name: v.string(), displayName: v.string() }),
  challenge: Base64Url,
  pubKeyCredParams: v.array(v.object({ type: publicKey, alg: v.number() })),
  /** In milliseconds. */
  timeout: v.number(),
  attestation: v.literal("none"),
  excludeCredentials: v.array(Descriptor),
  authenticatorSelection: v.object({
    residentKey: v.literal("discouraged"),
    requireResidentKey: v.literal(false),
    userVerification: v.literal("required"),
  }),
});
export type PasskeyCreation = v.InferOutput<typeof PasskeyCreation>;

/** The body of `POST /api/passkeys`: what `navigator.credentials.create` has returned, and what the owner calls it. */
export const NewPasskey = v.strictObject({
  name: PasskeyName,
  credential: v.object({
    id: CredentialId,
    response: v.object({
      clientDataJSON: Base64Url,
      attestationObject: Base64Url,
      transports: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(10))),
    }),
  }),
});
export type NewPasskey = v.InferOutput<typeof NewPasskey>;
