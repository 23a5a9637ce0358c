import * as v from "valibot";
import { keyKinds } from "../core/key-kind.ts";
import { p12FileNameForm } from "../core/renewal/file-name.ts";
import { Issuer, Serial } from "./certificate-identity.ts";
import { ReplacementStage } from "./stage.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** Characters that are invisible or change the writing direction, in a character class. */
const hidden = String.raw`\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff`;
export const invisible = /* @__PURE__ */ new RegExp(`[${hidden}]`, "g");

/** The maximum length of an operator's reason, in UTF-16 code units. */
export const longestReason = 300;

/** The maximum length of a subject's Name in base64. */
export const longestName = 8192;

const Visible = v.pipe(v.string(), v.regex(new RegExp(`^[^${hidden}]*$`)));

/** The maximum length of a part of a subject (RFC 5280, appendix A.1); longer ones are cut for display. */
export const longestPart = 64;

const SubjectPart = v.pipe(Visible, v.maxLength(longestPart));

/** The name of a .p12 file: `<six digits>_JP_<tenant>_<cn>.p12`. */
export const P12FileName = v.pipe(v.string(), v.regex(p12FileNameForm));

/** A replacement that has been issued but not used. */
const PendingReplacement = v.object({
  issuer: v.optional(Issuer),
  serial: Serial,
  issuedAt: Moment,
  notAfter: Moment,
  fileName: P12FileName,
  stage: ReplacementStage,
});
export type PendingReplacement = v.InferOutput<typeof PendingReplacement>;

/** The response of `GET /api/cert/status`: the caller's certificate and what its holder should do about it. */
export const Status = v.object({
  /** The service's clock, to compare with the computer's. */
  now: Moment,
  certificate: v.object({
    cn: SubjectPart,
    o: SubjectPart,
    /**
     * The subject's Name, DER in base64, so that a request can repeat it octet for octet: it may contain more than CN
     * and O. A service leaves out one that is longer than `longestName`.
     */
    subject: v.optional(v.string()),
    issuer: v.optional(Issuer),
    serial: Serial,
    notBefore: Moment,
    notAfter: Moment,
    /** Whole days until notAfter. */
    daysLeft: v.number(),
  }),
  /** Why this certificate cannot be renewed at this moment; null if it can. */
  refusal: v.nullable(
    v.object({
      code: v.picklist([
        "tenant-closed",
        "type-not-renewable",
        "already-renewed",
        "not-due",
        "authority-expires-first",
        "name-not-permitted",
      ]),
      detail: v.string(),
    }),
  ),
  /** A page that explains the refusal; null if there is none. */
  explanation: v.nullable(v.pipe(v.string(), v.url(), v.startsWith("https://"))),
  /** Whether to prompt the holder: the prompt date has passed, whether or not the certificate can be renewed. */
  due: v.boolean(),
  /** The operator's order to renew it before its usual prompt date, with the reason given; null if there is none. */
  order: v.optional(v.nullable(v.object({ at: Moment, reason: v.nullable(v.pipe(Visible, v.maxLength(longestReason))) })), null),
  window: v.object({ from: Moment, prompt: Moment, until: Moment }),
  /** When to ask again, in seconds; also sent as `Retry-After`. */
  askAgainAfter: v.number(),
  /** The kind of key that the tenant's devices generate. */
  keyKind: v.picklist(keyKinds),
  pending: v.nullable(PendingReplacement),
  /**
   * The number of days after its replacement's first use at which the certificate stops working; null if it works until
   * it expires, which is also what its absence means.
   */
  retireAfterDays: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
  /** The page on which an expired certificate is renewed with an administrator's code; null if there is none. */
  recoveryPage: v.optional(v.nullable(v.pipe(v.string(), v.url(), v.startsWith("https://"))), null),
  /** Where the replacement is proved: the same response, on a host for which no certificate was chosen before. */
  proofUrl: v.pipe(v.string(), v.url(), v.startsWith("https://")),
});
export type Status = v.InferOutput<typeof Status>;
