import * as v from "valibot";

/** The header of a response with a recovered certificate that gives the name of its .p12 file. */
export const fileNameHeader = "Koshin-File-Name";

/** Where a recovered certificate is used, and where it is proved, for the recovery page. */
export const RecoveryAddresses = v.object({
  /** The service's clock, to compare with the computer's. */
  now: v.pipe(v.string(), v.isoTimestamp()),
  /** The web app's origin. */
  app: v.pipe(v.string(), v.url()),
  /** The status on a proof host that no browser has visited before. */
  proofUrl: v.pipe(v.string(), v.url()),
});
export type RecoveryAddresses = v.InferOutput<typeof RecoveryAddresses>;
