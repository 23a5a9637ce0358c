import * as v from "valibot";
import { Role } from "./session.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** The name of an account, which its user types in. */
export const AccountName = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,31}$/));

/** Where an invitation is mailed to. */
export const MailAddress = v.pipe(v.string(), v.trim(), v.email(), v.maxLength(254));

/** The person's name, in one line. */
export const PersonName = v.pipe(v.string(), v.trim(), v.maxLength(64), v.regex(/^[^\0-\x1f\x7f]*$/));

const ListedAccount = v.object({
  name: v.string(),
  personName: v.string(),
  role: Role,
  mail: v.nullable(v.string()),
  createdAt: Moment,
  disabledAt: v.nullable(Moment),
  /** Whether its user has chosen a password; before, only the invitation exists. */
  state: v.picklist(["invited", "active", "disabled"]),
  secondFactor: v.picklist(["set-up", "missing"]),
  lastLoginAt: v.nullable(Moment),
  /** Who changed the role, the name or the mail address last, if anybody has: an account's name, or null for operators. */
  edited: v.nullable(v.object({ by: v.nullable(v.string()), at: Moment })),
  /**
   * What became of the mail with the link of its invitation; null without one. One that `failed` may have arrived if the
   * connection broke.
   */
  invitationMail: v.nullable(v.picklist(["sending", "sent", "failed"])),
  /** The state of what can be edited; a change names the one that it is made of, in `If-Match`. */
  version: v.string(),
});
export type ListedAccount = v.InferOutput<typeof ListedAccount>;

/** The body of `PUT /api/accounts/{name}`. */
export const AccountFacts = v.strictObject({ personName: PersonName, role: Role, mail: v.nullable(MailAddress) });
export type AccountFacts = v.InferOutput<typeof AccountFacts>;

/** The answer of `GET /api/accounts`: ユーザ管理. */
export const AccountList = v.object({ accounts: v.array(ListedAccount) });

/** The body of `POST /api/accounts`: somebody to invite. */
export const Invitee = v.strictObject({
  name: AccountName,
  personName: PersonName,
  role: Role,
  mail: v.nullable(MailAddress),
});

/**
 * The answer of an invitation: its link, shown once, with which the person chooses a password, and whether it is being mailed,
 * too; the list of accounts says what becomes of that.
 */
export const Invitation = v.object({ link: v.pipe(v.string(), v.url()), expiresAt: Moment, mailing: v.boolean() });
export type Invitation = v.InferOutput<typeof Invitation>;

/** The body of `POST /api/accounts/{name}/state`. */
export const AccountChange = v.strictObject({ change: v.picklist(["disable", "enable", "reset"]) });

/** The answer to that: of a reset, the invitation to choose another password. */
export const AccountChanged = v.object({ invitation: v.nullable(Invitation) });

const InvitationToken = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/** The body of `POST /api/invitation/account`: a link's token, which is in no address that a server gets. */
export const ShownInvitation = v.strictObject({ token: InvitationToken });

/**
 * The answer to that: whom it invites, and to which tenant; null for a system operator. `isReset` of somebody who has logged in
 * before, and chooses another password.
 */
export const InvitedAccount = v.object({
  user: v.string(),
  name: v.string(),
  tenant: v.nullable(v.string()),
  isReset: v.boolean(),
});
export type InvitedAccount = v.InferOutput<typeof InvitedAccount>;

/** The body of `POST /api/invitation`: the invited person's choice. */
export const AcceptedInvitation = v.strictObject({
  token: InvitationToken,
  password: v.pipe(v.string(), v.maxLength(256)),
});

/**
 * What came of an attempt to log in: `password-right`, or `provider-right` for an identity provider, is followed by the second factor; `no-access` is an account without a role
 * at the administrators' site.
 */
const loginResults = [
  "password-right",
  "provider-right",
  "opened",
  "wrong",
  "locked",
  "other-tenant",
  "second-factor-wrong",
  "disabled",
  "no-access",
  "logged-out",
] as const;
export type LoginResult = (typeof loginResults)[number];

/** The number of entries on a page of the login history. */
export const loginPageLength = 50;

/** The parameters of `GET /api/logins`. */
export const LoginQuery = v.object({
  page: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/), v.transform(Number)), "1"),
});

/** An entry of the login history. */
const LoginEntry = v.object({
  at: Moment,
  /** The account's name; empty if there is none with the name that was typed, which is not kept: it may be a password. */
  user: v.string(),
  result: v.picklist(loginResults),
  /** Of the certificate; empty if it was another organisation's. */
  cn: v.string(),
  /** The host that was logged in to. */
  host: v.string(),
  address: v.string(),
});
export type LoginEntry = v.InferOutput<typeof LoginEntry>;

/** The answer of `GET /api/logins?page=N`: ログイン履歴, the latest first. */
export const LoginHistory = v.object({ logins: v.array(LoginEntry), total: v.number(), page: v.number(), pages: v.number() });
export type LoginHistory = v.InferOutput<typeof LoginHistory>;
