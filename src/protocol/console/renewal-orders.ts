import * as v from "valibot";
import { clockTimeForm } from "../../core/renewal/daily-window.ts";
import { AskedMoment } from "./asked-moment.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());
const ClockTime = v.pipe(v.string(), v.regex(clockTimeForm));

/** Hours of every day, by the clocks of the organisation; past midnight if they do not end after they begin. */
const Hours = v.strictObject({ from: ClockTime, to: ClockTime });

/**
 * The body of `POST …/renewal-order`: that certificates are renewed before they are due. Their holders are prompted, and
 * programs renew, from `startsAt` on, in these hours, until each has been renewed or the order ends.
 */
export const RenewalOrder = v.strictObject({
  /** Shown to the holders; one line. */
  reason: v.pipe(v.string(), v.trim(), v.maxLength(300), v.regex(/^[^\0-\x1f\x7f]*$/)),
  /** Null at once. */
  startsAt: v.optional(v.nullable(AskedMoment), null),
  /** Null for all hours. */
  window: v.optional(v.nullable(Hours), null),
  /** Null until all are renewed. */
  endsAt: v.optional(v.nullable(AskedMoment), null),
});
export type RenewalOrder = v.InferOutput<typeof RenewalOrder>;

/** An order in force. */
export const PlacedRenewalOrder = v.object({
  orderedAt: Moment,
  /** The name of the account; null if the service's operators ordered it. */
  by: v.nullable(v.string()),
  reason: v.string(),
  startsAt: v.nullable(Moment),
  window: v.nullable(Hours),
  /** The IANA name of that of the hours. */
  timeZone: v.string(),
  endsAt: v.nullable(Moment),
  /** Since when, or from when on, holders are prompted; null if its last hours have passed. */
  promptsFrom: v.nullable(Moment),
});
export type PlacedRenewalOrder = v.InferOutput<typeof PlacedRenewalOrder>;

/** The answer to an order, or to its cancellation: how many certificates it is for. */
export const RenewalOrderResult = v.object({ certificates: v.number() });
