import * as v from "valibot";

/** The responder for the states of certificates; off by default. */
export const Ocsp = v.strictObject({
  /**
   * Turns the responder at `/ocsp` on (RFC 6960): its public URL, reachable by everyone who checks certificates, and
   * written into each certificate. Most clients ask by http only.
   */
  url: v.pipe(
    v.string(),
    v.check((text) => /^https?:\/\/[\x21-\x7e]+$/.test(text) && URL.canParse(text), "a URL such as http://pki.example.jp/ocsp"),
  ),
  /** Validity of an answer in hours, for which clients may miss a revocation; a new one is made after half of it. */
  answerHours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(168)), 1),
});
