import type { Generated } from "kysely";
import type { LoginResult } from "../../../../protocol/console/accounts.ts";
import type { Role, SessionStep, SiteRole } from "../../../../protocol/console/session.ts";
import type { Moment } from "./moment.ts";

/** Accounts of people who may log in, by tenant and name. */
export interface AccountTable {
  /**
   * The O of the certificates that it logs in with; the tenant need not exist yet. Of a system operator: `systemTenant` of
   * `system-operators.ts`, which is no tenant's name.
   */
  readonly tenant: string;
  readonly name: string;
  /** The password's hash with its parameters and salt, as JSON; null until its user has chosen one. */
  readonly password: string | null;
  readonly createdAt: Moment;
  /** What it may do at the administrators' site; null if it has no access there. */
  readonly role: Generated<SiteRole | null>;
  readonly personName: Generated<string>;
  readonly mail: Generated<string | null>;
  readonly disabledAt: Generated<Moment | null>;
  /** When its second factor was set up; null if it has none. */
  readonly secondFactorSince: Generated<Moment | null>;
  readonly lastLoginAt: Generated<Moment | null>;
  /** The O and the CN of the certificate that a system operator logs in with; null of everybody else. */
  readonly certificateTenant: Generated<string | null>;
  readonly certificateCn: Generated<string | null>;
  /** As the audit trail names them, who changed its role, name or mail address last, and when; null if nobody has. */
  readonly editedBy: Generated<string | null>;
  readonly editedAt: Generated<Moment | null>;
}

/** A site that is logged in to with a second factor: the tenants' administrators', or the system operators'. */
export type LoginSite = "console" | "operator";

/** Sessions of people who are logged in, or who have given their password. */
export interface SessionTable {
  /** SHA-256 of the token, hexadecimal. */
  readonly tokenHash: string;
  /** Of the account, and the O of the certificate. */
  readonly tenant: string;
  /** The name of the account. */
  readonly account: string;
  /** The CN of the certificate that it is bound to. */
  readonly cn: string;
  /** The application that was logged in to, which alone accepts it: the web app, or the administrators' or system operators' site. */
  readonly site: "app" | LoginSite;
  readonly step: SessionStep;
  /** Until when secrets may be handed out, because the second factor was given once more. */
  readonly confirmedUntil: Moment | null;
  /** What a passkey has to sign next (base64url); null if none was asked for. */
  readonly challenge: string | null;
  readonly challengeUntil: Moment | null;
  /** The identity provider in the settings that it was opened by; null if by a password. */
  readonly provider: string | null;
  /** The host that was logged in to, and the client's address; null if they are not known. */
  readonly host: Generated<string | null>;
  readonly address: Generated<string | null>;
  readonly openedAt: Moment;
  /** When it was last used, to within some minutes. */
  readonly seenAt: Moment;
  readonly endsAt: Moment;
}

/** Failed attempts to log in, and wrong recovery codes. */
export interface LoginAttemptTable {
  /**
   * SHA-256 of the certificate's subject and the user name, or of the address and the name of a recovery code's holder,
   * hexadecimal: people may type something else, such as their password, into the field of the name.
   */
  readonly keyHash: string;
  /** The number of consecutive failures, or of wrong codes that still count. */
  readonly attempts: number;
  /** When they expire. */
  readonly endsAt: Moment;
}

/** Secrets of authenticator apps (RFC 6238), by random identifiers. An account has at most one that is confirmed. */
export interface SecondFactorTable {
  readonly id: string;
  readonly tenant: string;
  readonly account: string;
  /** The identifier of the master key that it is sealed with. */
  readonly masterKey: string;
  readonly sealedSecret: Uint8Array;
  readonly beganAt: Moment;
  /** When its first code was given; null until then. */
  readonly confirmedAt: Moment | null;
  /** The time step of the last code that was accepted; neither it nor an earlier one is accepted again. */
  readonly lastStep: number | null;
}

/** Passkeys (WebAuthn credentials), by the identifier that the authenticator chose, base64url. */
export interface PasskeyTable {
  readonly id: string;
  readonly tenant: string;
  readonly account: string;
  /** Random, the same for all passkeys of an account, base64url: authenticators know the account by it. */
  readonly userHandle: string;
  /** COSE. */
  readonly publicKey: Uint8Array;
  /** The number of signatures that it claims to have made; always 0 for those that do not count. */
  readonly counter: number;
  /** How browsers reach it, as they said: a list in JSON. */
  readonly transports: string;
  /** As its owner calls it. */
  readonly name: string;
  readonly addedAt: Moment;
  readonly lastUsedAt: Moment | null;
}

/** Identities at identity providers, each of which logs in one account of a tenant. */
export interface LinkedIdentityTable {
  readonly tenant: string;
  readonly issuer: string;
  /** The identifier that the issuer gives the person and nobody else. */
  readonly subject: string;
  readonly account: string;
  readonly linkedAt: Moment;
  readonly lastUsedAt: Moment | null;
}

/** Logins at identity providers that have not come back yet. What came back is removed. */
export interface SignInTable {
  /** SHA-256 of the token that the browser keeps, hexadecimal. */
  readonly tokenHash: string;
  /** In the settings. */
  readonly provider: string;
  /** To log in, to link an identity to the account of a session, or to that of an invitation. */
  readonly purpose: "login" | "link" | "invitation";
  /** Of the certificate with which it began. */
  readonly tenant: string;
  readonly cn: string;
  /** The hash of the session's token that the browser had, which is not secret. */
  readonly session: string | null;
  /** The hash of the invitation's token. */
  readonly invitation: string | null;
  readonly endsAt: Moment;
}

/** What replaces a lost second factor. A code that was used is removed. */
export interface AccountRecoveryCodeTable {
  /** SHA-256 of the account and the code, hexadecimal. */
  readonly codeHash: string;
  readonly tenant: string;
  readonly account: string;
}

/** Links with which people choose the password of their account. A link that was used is removed. */
export interface InvitationTable {
  /** SHA-256 of the token in the link, hexadecimal. */
  readonly tokenHash: string;
  readonly tenant: string;
  readonly account: string;
  readonly endsAt: Moment;
  /** What became of the mail with the link, which its token is not kept for; null if none is sent. */
  readonly mail: Generated<"sending" | "sent" | "failed" | null>;
}

/** Tokens with which programs use the API of the administrators' site, by random identifiers. */
export interface ApiTokenTable {
  readonly id: string;
  /** SHA-256 of the token, hexadecimal. */
  readonly tokenHash: string;
  readonly tenant: string;
  /** The name of the account that it acts for. */
  readonly account: string;
  readonly name: string;
  /** With spaces between them (RFC 6749, section 3.3). */
  readonly scopes: string;
  /** The role of its account when it was made, which it never exceeds, and without which it ends. */
  readonly role: Role;
  readonly createdAt: Moment;
  readonly endsAt: Moment;
  /** To within some minutes. */
  readonly lastUsedAt: Moment | null;
  readonly revokedAt: Moment | null;
}

/** Attempts to log in, and logouts. */
export interface LoginHistoryTable {
  readonly number: Generated<number>;
  readonly at: Moment;
  /** The tenant that sees the entry. */
  readonly tenant: string;
  /** The name of the account; null if there is none with the name that was typed, which may be a password. */
  readonly account: string | null;
  readonly result: LoginResult;
  /** The CN of the certificate; empty if it is another tenant's. */
  readonly cn: string;
  /** The host that was logged in to. */
  readonly host: string;
  /** The client's address; empty if it is not known. */
  readonly address: string;
}

/** Lists of certificates that people have saved. */
export interface SavedViewTable {
  readonly id: string;
  readonly tenant: string;
  /** The name of the account. */
  readonly account: string;
  readonly name: string;
  /** The parameters of the list in the site's address. */
  readonly parameters: string;
}
