import type { Subject } from "../core/x509/subject.ts";

/** Who is logged in: an account's user, and the subject of the certificate that the session was opened with. */
export interface SessionHolder extends Subject {
  readonly user: string;
}

/** What a person types in to log in, and the subject of the certificate that their request came with. */
export interface LoginAttempt {
  readonly user: string;
  readonly password: string;
  readonly subject: Subject;
}

/** What came of an attempt to log in. */
export type LoginOutcome =
  /** The session's token: 256 random bits, base64url. It is nowhere else. */
  | { readonly kind: "opened"; readonly token: string }
  /** The user or the password is wrong, without telling which. */
  | { readonly kind: "wrong" }
  /** Too many attempts failed. It was not looked at, and is not before so many seconds are over. */
  | { readonly kind: "locked"; readonly retryAfter: number }
  /** The password is right, and the certificate another tenant's than the account. */
  | { readonly kind: "other-tenant" };

/** The accounts and sessions of the service, as whatever people log in to uses them. All reject where the database is unavailable. */
export interface Logins {
  /** Looks at an attempt to log in, and opens a session where it is right. */
  logIn(attempt: LoginAttempt): Promise<LoginOutcome>;
  /** The session of a token, if there is one, it has not ended, and the certificate names the subject that it is bound to. */
  find(token: string, subject: Subject): Promise<SessionHolder | undefined>;
  /** Ends the session of a token, where there is one. */
  logOut(token: string): Promise<void>;
}
