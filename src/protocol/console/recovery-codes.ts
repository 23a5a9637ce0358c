import * as v from "valibot";
import { Issuer, Serial } from "../certificate-identity.ts";
import { refusalCodes } from "./problem.ts";
import { Selection } from "./selection.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** The most certificates for whose holders codes are made at once. */
export const mostCodes = 500;

/** The body of `POST /api/recovery-codes`. */
export const RecoveryCodeOrder = v.strictObject({ selection: Selection });

/** What a certificate's holder gets. */
export const HeldRecoveryCode = v.object({
  issuer: Issuer,
  serial: Serial,
  cn: v.string(),
  remark: v.string(),
  device: v.string(),
  /** Null if there is none. */
  code: v.nullable(v.string()),
  /** Whether it replaced one that could still have been used. */
  replaced: v.boolean(),
  /** Why there is none; null if there is one. */
  refusal: v.nullable(v.object({ code: v.picklist(refusalCodes), detail: v.string() })),
});
export type HeldRecoveryCode = v.InferOutput<typeof HeldRecoveryCode>;

/** The answer of `POST /api/recovery-codes`: shown once. */
export const IssuedRecoveryCodes = v.object({
  /** A holder with several of the certificates is named once. */
  holders: v.array(HeldRecoveryCode),
  expiresAt: Moment,
  /** Where holders type them in; null if the service has no such page. */
  address: v.nullable(v.string()),
  /** The same as CSV that spreadsheets open, with a byte order mark. */
  csv: v.string(),
});
export type IssuedRecoveryCodes = v.InferOutput<typeof IssuedRecoveryCodes>;
