import * as v from "valibot";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** The answer of `POST …/recovery-code`: shown once. */
export const IssuedRecoveryCode = v.object({
  code: v.string(),
  expiresAt: Moment,
  /** Where its holder types it in; null if the service has no such page. */
  address: v.nullable(v.string()),
  /** Whether it replaced one that could still have been used. */
  replaced: v.boolean(),
});
export type IssuedRecoveryCode = v.InferOutput<typeof IssuedRecoveryCode>;

/** The answer of `DELETE …/recovery-code`. */
export const CancelledRecoveryCode = v.object({
  /** Whether there was one that could still have been used. */
  cancelled: v.boolean(),
});

/** A code that has not been used, as the certificate's detail describes it. */
export const UnusedRecoveryCode = v.object({
  /** The name of the account; null if the service's operators issued it. */
  by: v.nullable(v.string()),
  expiresAt: Moment,
});
