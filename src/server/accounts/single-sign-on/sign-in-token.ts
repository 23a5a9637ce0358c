import { createHash, createHmac, randomBytes } from "node:crypto";
import { clockSkew } from "../../../core/clock.ts";

/** How long a person may take at the provider, in milliseconds. */
export const signInTime = 10 * 60_000;

/**
 * What a browser keeps while its person is at the provider: 256 random bits. The database contains only its hash; all that the
 * provider must give back or prove is derived from it, so that nothing in the database completes a login.
 */
export function newSignInToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The hash of a token in the database. */
export function hashSignInToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The latest plausible end of a login at a provider. */
export function lastSignInEnd(now: Date): number {
  return now.getTime() + signInTime + clockSkew;
}

/** `state`, `nonce` (OpenID Connect Core 1.0, section 3.1.2.1) and PKCE's code verifier (RFC 7636, section 4.1) of a login. */
export function checksOf(token: string): {
  readonly expectedState: string;
  readonly expectedNonce: string;
  readonly pkceCodeVerifier: string;
} {
  const derive = (label: string): string => createHmac("sha256", token).update(label).digest("base64url");
  return { expectedState: derive("state"), expectedNonce: derive("nonce"), pkceCodeVerifier: derive("code verifier") };
}
