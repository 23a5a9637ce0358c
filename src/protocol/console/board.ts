import * as v from "valibot";
import { Issuer, Serial } from "../certificate-identity.ts";
import { RenewalStage } from "./stages.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());
const PageNumber = v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/), v.transform(Number));
const Identity = v.object({ issuer: Issuer, serial: Serial });

/** The number of renewals on a page. */
export const boardPageLength = 20;

/**
 * Why a renewal is stuck: the certificate has expired without a replacement, or will within days; its kind is not renewable; or
 * nobody has used the replacement.
 */
export const stuckReasons = ["expired", "ends-soon", "not-renewable", "unused"] as const;
const StuckReason = v.picklist(stuckReasons);
export type StuckReason = v.InferOutput<typeof StuckReason>;

/** The answer of `GET /api/board`: 更新状況. */
export const Board = v.object({
  /** The number of certificates in each stage, in its order: those that the list shows with this `stage`. */
  stages: v.array(v.object({ stage: RenewalStage, count: v.number() })),
  /** The number of stuck renewals for each reason that there is. */
  stuck: v.array(v.object({ reason: StuckReason, count: v.number() })),
  /** The number of certificates that are still valid beside a replacement in use. */
  unretired: v.number(),
});
export type Board = v.InferOutput<typeof Board>;

/** Which renewals `GET /api/board/renewals` lists, as its parameters name them. */
export const RenewalQuery = v.object({
  /** The stuck ones, the most urgent first; or those whose old certificate is still valid, the earliest first. */
  show: v.optional(v.picklist(["stuck", "unretired"]), "stuck"),
  page: v.optional(PageNumber, "1"),
});
export type RenewalQuery = v.InferOutput<typeof RenewalQuery>;

/** A stage that a renewal has reached. */
const Step = v.object({
  stage: RenewalStage,
  at: Moment,
  /** Whose act it was. */
  by: v.picklist(["holder", "administrator", "operator", "schedule"]),
  /** The name of the administrator's account; otherwise empty. */
  user: v.string(),
});
export type Step = v.InferOutput<typeof Step>;

const LastPresented = v.nullable(v.object({ at: Moment, host: v.string(), address: v.string() }));

const Renewal = v.object({
  /** Of the certificate that is due, or of its replacement. */
  ...Identity.entries,
  cn: v.string(),
  remark: v.string(),
  device: v.string(),
  stage: RenewalStage,
  /** Null if it is not stuck. */
  reason: v.nullable(StuckReason),
  /** When its holder has no valid certificate left, or had none; null if one is in use. */
  deadline: v.nullable(Moment),
  /** In the order of time. */
  steps: v.array(Step),
  /** When and where it was presented last, as far as that is kept. */
  lastPresented: LastPresented,
  /** The certificate that it replaces; null if it is due itself. */
  predecessor: v.nullable(
    v.object({
      ...Identity.entries,
      notAfter: Moment,
      /** When it is retired; null if that is not the organisation's rule. */
      retiresAt: v.nullable(Moment),
      lastPresented: LastPresented,
    }),
  ),
  /**
   * What gets it going: to renew, or to revoke, the certificate that is named; to hand out its file; or to issue another one
   * of another kind to its holder.
   */
  act: v.object({ kind: v.picklist(["renew", "hand-out", "issue", "revoke"]), ...Identity.entries }),
  /** Whether a recovery code for its holder gets it going, too. */
  code: v.boolean(),
});
export type Renewal = v.InferOutput<typeof Renewal>;

/** The answer of `GET /api/board/renewals`. */
export const RenewalList = v.object({ renewals: v.array(Renewal), total: v.number(), page: v.number(), pages: v.number() });
export type RenewalList = v.InferOutput<typeof RenewalList>;

/** The most spans of a timeline. */
const mostSpans = 60;
const isoMoment = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

/** The parameters of `GET /api/board/expiries`. */
export const ExpiryQuery = v.object({
  /** The beginnings of the spans, such as months, and the end of the last one; ascending, separated by commas. */
  at: v.pipe(
    v.string(),
    v.regex(new RegExp(`^${isoMoment}(,${isoMoment}){1,${mostSpans}}$`)),
    v.transform((text) => text.split(",").map((moment) => new Date(moment).getTime())),
  ),
});

/** The answer of `GET /api/board/expiries`. */
export const Expiries = v.object({
  /** How many certificates end in each span: those that the list shows with `from` and `until`. */
  spans: v.array(v.object({ from: Moment, until: Moment, count: v.number() })),
});
export type Expiries = v.InferOutput<typeof Expiries>;
