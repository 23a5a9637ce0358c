import * as v from "valibot";
import { MailAddress, PersonName } from "./accounts.ts";
import { Role } from "./session.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** The identifier of a session, which is not its token: nobody can use a session with it. */
export const SessionId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

const ListedSession = v.object({
  id: SessionId,
  /** Where it is: the administrators' site, or the web app. */
  site: v.picklist(["console", "app"]),
  openedAt: Moment,
  /** To within some minutes. */
  seenAt: Moment,
  endsAt: Moment,
  /** The CN of the certificate that it is bound to. */
  cn: v.string(),
  /** The host that was logged in to, and the client's address; empty if they are not known. */
  host: v.string(),
  address: v.string(),
  /** Whether it is the one that asks. */
  own: v.boolean(),
});
export type ListedSession = v.InferOutput<typeof ListedSession>;

/** The answer of `GET /api/own-account/sessions` and `GET /api/accounts/{name}/sessions`: the latest first. */
export const SessionList = v.object({ sessions: v.array(ListedSession) });

/** The answer of `GET /api/own-account`. */
export const OwnAccount = v.object({
  name: v.string(),
  personName: v.string(),
  role: Role,
  mail: v.nullable(v.string()),
  /** Who changed what can be edited last, and when; null if nobody has. `by` is null if the service's operators did. */
  edited: v.nullable(v.object({ by: v.nullable(v.string()), at: Moment })),
  /** The state of what can be edited; a change names the one that it is made of, in `If-Match`. */
  version: v.string(),
  /** Whether it has a password: one that only identity providers log in has none. */
  hasPassword: v.boolean(),
  /** How many recovery codes have not been used. */
  recoveryCodes: v.number(),
});
export type OwnAccount = v.InferOutput<typeof OwnAccount>;

/** The body of `PUT /api/own-account`. */
export const OwnFacts = v.strictObject({ personName: PersonName, mail: v.nullable(MailAddress) });
export type OwnFacts = v.InferOutput<typeof OwnFacts>;

/** The body of `PUT /api/own-account/password`. */
export const PasswordChange = v.strictObject({
  present: v.pipe(v.string(), v.nonEmpty(), v.maxLength(256)),
  chosen: v.pipe(v.string(), v.maxLength(256)),
});
export type PasswordChange = v.InferOutput<typeof PasswordChange>;

/** The answer of `POST /api/own-account/recovery-codes`: shown once; earlier ones no longer work. */
export const FreshRecoveryCodes = v.object({ recoveryCodes: v.array(v.string()) });
