import * as v from "valibot";

/** The answer of `POST /api/cert`: where the .p12 file is, and what opens it. */
export const FileOffer = v.object({
  /** Where the file is, for the certificate that asked. */
  uri: v.pipe(v.string(), v.url(), v.startsWith("https://")),
  /** The file's password. */
  pass: v.string(),
});
export type FileOffer = v.InferOutput<typeof FileOffer>;
