import * as v from "valibot";

/** The response of `POST /api/cert`: the address of the .p12 file and its password. */
export const FileOffer = v.object({
  /** The file's address, accessible only with the certificate of the request. */
  uri: v.pipe(v.string(), v.url(), v.startsWith("https://")),
  /** The file's password. */
  pass: v.string(),
});
export type FileOffer = v.InferOutput<typeof FileOffer>;
