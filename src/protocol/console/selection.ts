import * as v from "valibot";
import { Issuer, Serial } from "../certificate-identity.ts";
import { CertificateSearch } from "./certificates.ts";

/**
 * The certificates that an operation acts on: some that are named, or all that a search finds. The mark, which the list's answer
 * has, says which the person saw that it finds; if it finds others by then, the refusal is `selection-changed`, and nothing is
 * done. Those of a job are the certificates that it has issued.
 */
export const Selection = v.variant("by", [
  v.strictObject({
    by: v.literal("identity"),
    certificates: v.pipe(v.array(v.strictObject({ issuer: Issuer, serial: Serial })), v.minLength(1), v.maxLength(10_000)),
  }),
  v.strictObject({
    by: v.literal("search"),
    search: CertificateSearch,
    mark: v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,100}$/)),
  }),
  v.strictObject({ by: v.literal("job"), job: v.pipe(v.string(), v.uuid()) }),
]);
export type Selection = v.InferOutput<typeof Selection>;

/** The octets of a request body with the largest selection: ten thousand certificates, each named by a long serial number. */
export const selectionLimit = 4_000_000;

/** The body of `POST /api/archive`: those whose files are handed out. */
export const ArchiveOrder = v.strictObject({ selection: Selection });
