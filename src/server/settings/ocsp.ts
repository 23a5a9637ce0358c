import * as v from "valibot";

/** The OCSP responder; disabled by default. */
export const Ocsp = v.strictObject({
  /**
   * Enables the OCSP responder at `/ocsp` (RFC 6960): its public URL, reachable by everyone who checks certificates,
   * and written into each certificate. Most clients support http only.
   */
  url: v.pipe(
    v.string(),
    v.check((text) => /^https?:\/\/[\x21-\x7e]+$/.test(text) && URL.canParse(text), "a URL such as http://pki.example.jp/ocsp"),
  ),
  /**
   * Validity of an OCSP response in hours, for which clients may miss a revocation; a new one is signed after half of
   * it.
   */
  answerHours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(168)), 1),
});
