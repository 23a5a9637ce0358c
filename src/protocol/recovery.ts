import * as v from "valibot";

/** The header of an answer with a recovered certificate that names the .p12 file to be made with it. */
export const fileNameHeader = "Koshin-File-Name";

/** Where a recovered certificate is used, and where it proves itself: what the recovery page is told. */
export const RecoveryAddresses = v.object({
  /** The service's clock, to be held against the computer's. */
  now: v.pipe(v.string(), v.isoTimestamp()),
  /** The web app's origin. */
  app: v.pipe(v.string(), v.url()),
  /** The status on a proof host that no browser has been on before. */
  proofUrl: v.pipe(v.string(), v.url()),
});
export type RecoveryAddresses = v.InferOutput<typeof RecoveryAddresses>;
