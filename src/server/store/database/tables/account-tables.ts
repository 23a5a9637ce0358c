import type { Generated } from "kysely";
import type { Role } from "../../../../protocol/console/session.ts";
import type { Moment } from "./moment.ts";

/** Accounts of people who may log in. */
export interface AccountTable {
  readonly name: string;
  /** The O of the certificates that it logs in with; the tenant need not exist yet. */
  readonly tenant: string;
  /** The password's hash with its parameters and salt, as JSON. */
  readonly password: string;
  readonly createdAt: Moment;
  /** What it may do at the administrators' site; null if it has no access there. */
  readonly role: Generated<Role | null>;
  readonly personName: Generated<string>;
  readonly mail: Generated<string | null>;
  readonly disabledAt: Generated<Moment | null>;
}

/** Sessions of people who are logged in. */
export interface SessionTable {
  /** SHA-256 of the token, hexadecimal. */
  readonly tokenHash: string;
  /** The name of the account, whose tenant is the O of the certificate. */
  readonly account: string;
  /** The CN of the certificate that it is bound to. */
  readonly cn: string;
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
