import * as v from "valibot";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** What an account may do: an administrator everything, an operator all but accounts, a viewer nothing but look. */
export const roles = ["administrator", "operator", "viewer"] as const;
export const Role = v.picklist(roles);
export type Role = v.InferOutput<typeof Role>;

/** What an account above the tenants is: of somebody who runs the service, at a site of its own. */
export const systemOperator = "system-operator";
/** What an account is at the site that it logs in to. */
export type SiteRole = Role | typeof systemOperator;

/** The name of an account as its user types it in. */
const UserName = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64));

/** The body of `POST /api/session`. */
export const Login = v.strictObject({ user: UserName, password: v.pipe(v.string(), v.nonEmpty(), v.maxLength(256)) });
export type Login = v.InferOutput<typeof Login>;

/** A code of the second factor: six digits of an authenticator app, or a recovery code of the account. */
export const SecondFactor = v.strictObject({ code: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64)) });
export type SecondFactor = v.InferOutput<typeof SecondFactor>;

/** What is missing until a session may be used. */
const sessionSteps = ["second-factor", "enrolment", "open"] as const;
export type SessionStep = (typeof sessionSteps)[number];

/** What a second factor may be, besides a recovery code: codes of an authenticator app, or a passkey. */
const secondFactorKinds = ["passkey", "app"] as const;
export type SecondFactorKind = (typeof secondFactorKinds)[number];

/**
 * A session: who is logged in. Before its step is `open`, it serves only to give the second factor, or to set one up
 * (`enrolment`).
 */
export const Session = v.object({
  step: v.picklist(sessionSteps),
  user: v.string(),
  /** The person's name; empty if the account has none. */
  name: v.string(),
  role: v.picklist([...roles, systemOperator]),
  /** Of the certificate of this connection; except of a system operator, the account's, too. */
  tenant: v.string(),
  /** The subject of the certificate of this connection. */
  cn: v.string(),
  openedAt: Moment,
  endsAt: Moment,
  /** Until when passwords and files with keys are handed out without the second factor; null, or past, if it is needed. */
  confirmedUntil: v.nullable(Moment),
  /** The identity provider that it was opened by; null if by a password. */
  provider: v.nullable(v.string()),
  /** What the account has set up, besides recovery codes; nothing at the first login. */
  secondFactors: v.array(v.picklist(secondFactorKinds)),
  /** The service's clock. */
  now: Moment,
});
export type Session = v.InferOutput<typeof Session>;

/** A second factor that is being set up: the secret for an authenticator app, shown once. */
export const Enrolment = v.object({
  /** Base32, as it is typed in by hand. */
  secret: v.string(),
  /** `otpauth://totp/…`, for a QR code. */
  uri: v.pipe(v.string(), v.startsWith("otpauth://")),
});
export type Enrolment = v.InferOutput<typeof Enrolment>;

/** The answer once a second factor is set up: codes for the day when it is lost, each valid once, shown once. */
export const RecoveryCodes = v.object({ session: Session, recoveryCodes: v.array(v.string()) });
export type RecoveryCodes = v.InferOutput<typeof RecoveryCodes>;
