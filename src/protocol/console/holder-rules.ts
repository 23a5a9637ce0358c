import * as v from "valibot";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** What an organisation decides for the holders of its certificates; the body of `PUT /api/tenant/holders`. */
export const HolderRules = v.strictObject({
  /** Whether holders with a mail address get mails before expiry. */
  mails: v.picklist(["sent", "off"]),
  /** Whether a certificate's file is handed out for another device of its holder. */
  otherDevices: v.picklist(["allowed", "refused"]),
  /** Whom holders may ask, in one line; empty for the organisation's administrators. */
  contact: v.pipe(v.string(), v.maxLength(200), v.regex(/^[^\0-\x1f\x7f]*$/)),
});
export type HolderRules = v.InferOutput<typeof HolderRules>;

/** The answer of `GET /api/tenant/holders`. */
export const PresentHolderRules = v.object({
  ...HolderRules.entries,
  /** The days before expiry at which mails are sent, before they are sent daily. */
  mailDays: v.array(v.number()),
  /** Whether the service can send mail at all. */
  mailServer: v.boolean(),
  /** The state that a change is made of, for `If-Match`. */
  version: v.string(),
  edited: v.nullable(v.object({ by: v.string(), at: Moment })),
});
export type PresentHolderRules = v.InferOutput<typeof PresentHolderRules>;
