import type { Subject } from "../core/name/subject.ts";

/** The holder of a session: an account's user, and the subject of the certificate with which it was opened. */
export interface SessionHolder extends Subject {
  readonly user: string;
}

/** A person's credentials, and the subject of the client certificate of the request. */
export interface LoginAttempt {
  readonly user: string;
  readonly password: string;
  readonly subject: Subject;
}

/** The outcome of an attempt to log in. */
export type LoginOutcome =
  /** The session's token: 256 random bits, base64url. It is not stored anywhere. */
  | { readonly kind: "opened"; readonly token: string }
  /** The user or the password is wrong; which of them is not revealed. */
  | { readonly kind: "wrong" }
  /** Lockout after too many failed attempts: the credentials were not checked; `retryAfter` in seconds. */
  | { readonly kind: "locked"; readonly retryAfter: number }
  /** The password is correct, but the certificate belongs to another tenant than the account. */
  | { readonly kind: "other-tenant" };

/** The service's accounts and sessions, for the applications that people log in to. Every method rejects if the database is unavailable. */
export interface Logins {
  /** Checks an attempt to log in, and opens a session if the credentials are correct. */
  logIn(attempt: LoginAttempt): Promise<LoginOutcome>;
  /** The session of a token, unless it has ended or is bound to another certificate subject. */
  find(token: string, subject: Subject): Promise<SessionHolder | undefined>;
  /** Ends the session of a token, if there is one. */
  logOut(token: string): Promise<void>;
}
