import * as v from "valibot";
import { isCertificateFileCode, type CertificateFileCode } from "../certificate-file/certificate-file-error.ts";

const Octets = v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array);

/** What the page sends to the worker that opens .p12 files. */
export const P12Order = v.strictObject({ file: Octets, password: v.string() });
export type P12Order = v.InferOutput<typeof P12Order>;

/** What the worker reports. */
export const P12Report = v.variant("kind", [
  /** The part of the work that is done, from 0 to 1. */
  v.strictObject({ kind: v.literal("progress"), part: v.number() }),
  v.strictObject({
    kind: v.literal("read"),
    certificate: v.strictObject({
      cn: v.string(),
      o: v.string(),
      serial: v.string(),
      issuer: v.string(),
      issuerKey: v.optional(v.string()),
      notAfter: v.date(),
      renewable: v.boolean(),
    }),
  }),
  v.strictObject({ kind: v.literal("refused"), code: v.custom<CertificateFileCode>(isCertificateFileCode) }),
]);
export type P12Report = v.InferOutput<typeof P12Report>;
