import * as v from "valibot";

const Days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));

/** What concerns the people behind certificates. */
export const Holders = v.strictObject({
  /**
   * The days before expiry at which holders with a mail address get a mail, if the settings have a mail server; after the last
   * of them, every day, until the replacement is first used. An empty list sends none.
   */
  mailDays: v.optional(v.pipe(v.array(Days), v.maxLength(20)), [90, 60, 30, 14, 7]),
  /** The number of days after expiry on which holders without a used replacement still get a mail. */
  mailDaysAfterExpiry: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(90)), 7),
  /**
   * The number of days for which a holder's mail address, remarks and memos are kept after the last of the holder's certificates
   * has expired or been revoked.
   */
  keptDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650)), 365),
});

/** The defaults. */
export const defaultHolders = v.parse(Holders, {});
