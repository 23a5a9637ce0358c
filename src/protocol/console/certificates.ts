import * as v from "valibot";
import { existingDay } from "../../core/existing-day.ts";
import { mailAddressForm } from "../../core/mail-address.ts";
import type { RevocationReason } from "../../core/revocation-reason.ts";
import { Issuer, Serial } from "../certificate-identity.ts";
import { problemCodes } from "../problem.ts";
import { P12FileName } from "../status.ts";
import { UnusedRecoveryCode } from "./recovery-code.ts";
import { PlacedRenewalOrder } from "./renewal-orders.ts";
import { RenewalStage } from "./stages.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());
/** As `Date` writes it. */
const ExactMoment = v.pipe(v.string(), v.isoTimestamp(), v.regex(new RegExp(String.raw`^${existingDay}T\d\d:\d\d:\d\d\.\d{3}Z$`)));

/** 申請中, 利用中, 更新済, 失効, 期限切れ. */
export const certificateStates = ["applied-for", "in-use", "renewed", "revoked", "expired"] as const;
const CertificateStateName = v.picklist(certificateStates);

/** The columns that a list can be sorted by. */
export const certificateColumns = ["name", "state", "kind", "not-after", "requested-at"] as const;

/** The number of certificates on a page of the list. */
export const pageLength = 20;

/** What needs attention: certificates to renew, holders without a valid one, and replacements that nobody uses. */
export const attentions = ["expires", "expired", "stuck"] as const;
export const Attention = v.picklist(attentions);

/** The text of a remark or a memo: one or more lines, without other control characters. */
const Note = v.pipe(v.string(), v.maxLength(1000), v.regex(/^[^\0-\x08\x0b\x0c\x0e-\x1f\x7f]*$/));

/** A mail address, or nothing. */
const HolderMail = v.union([v.literal(""), v.pipe(v.string(), v.maxLength(254), v.regex(mailAddressForm))]);

/** What is looked for. Ended ones (renewed, revoked, expired) are left out unless they are asked for, or found by their state. */
const criteria = {
  /** Any part of the CN, remark or device, or of the serial number. */
  search: v.optional(v.pipe(v.string(), v.maxLength(100), v.regex(/^[^\0]*$/)), ""),
  state: v.optional(CertificateStateName),
  /** The name of a kind, or `other`. */
  kind: v.optional(v.pipe(v.string(), v.maxLength(32))),
  /** The whole remark. */
  remark: v.optional(Note),
  /** Whether there is a remark. */
  remarked: v.optional(v.picklist(["yes", "no"])),
  /** Where their renewal stands; `ended` has no effect beside it. */
  stage: v.optional(RenewalStage),
  /** Those behind a figure of the page TOP; `state` and `ended` have no effect beside it. */
  attention: v.optional(Attention),
  /** Only those that expire from this moment on; and before that one. */
  from: v.optional(ExactMoment),
  until: v.optional(ExactMoment),
  /** Those that a job has issued, by its identifier. */
  job: v.optional(v.pipe(v.string(), v.uuid())),
  ended: v.optional(v.picklist(["shown", "hidden"]), "hidden"),
};

/** Which certificates are looked for, in the body of a request. */
export const CertificateSearch = v.strictObject({
  ...criteria,
  /** Only those that expire within so many days. */
  days: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99_999))),
});
export type CertificateSearch = v.InferOutput<typeof CertificateSearch>;

/**
 * Which certificates are listed, as the parameters of `GET /api/certificates` and of the page's own address name them.
 * Unknown parameters are ignored; malformed ones are refused.
 */
export const CertificateQuery = v.object({
  ...criteria,
  days: v.optional(v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number))),
  sort: v.optional(v.picklist(certificateColumns), "not-after"),
  order: v.optional(v.picklist(["ascending", "descending"]), "ascending"),
  page: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/), v.transform(Number)), "1"),
});
export type CertificateQuery = v.InferOutput<typeof CertificateQuery>;

const ListedCertificate = v.object({
  issuer: Issuer,
  serial: Serial,
  cn: v.string(),
  o: v.string(),
  state: CertificateStateName,
  /** Where its renewal stands; null if it is in no stage. */
  stage: v.nullable(RenewalStage),
  /** The name of its kind in the settings, or `other`. */
  kind: v.string(),
  notAfter: Moment,
  /** 申請日. */
  requestedAt: Moment,
  remark: v.string(),
  device: v.string(),
});
export type ListedCertificate = v.InferOutput<typeof ListedCertificate>;

/** A kind of certificate with what it is called. */
const KindTexts = v.object({ name: v.string(), texts: v.object({ ja: v.string(), en: v.string() }) });

/** The answer of `GET /api/certificates`. */
export const CertificateList = v.object({
  certificates: v.array(ListedCertificate),
  /** The number of all certificates that match. */
  total: v.number(),
  /** Which they are: it changes with them. A `Selection` of all of them repeats it. */
  mark: v.string(),
  page: v.number(),
  pages: v.number(),
  kinds: v.array(KindTexts),
});
export type CertificateList = v.InferOutput<typeof CertificateList>;

const Identity = v.object({ issuer: Issuer, serial: Serial });

/** Where a certificate was presented: one computer, or several behind one address. */
const Presentation = v.object({
  /** The name of the service's host. */
  host: v.string(),
  /** The client's IP address; empty if it is not known. */
  address: v.string(),
  firstAt: Moment,
  /** To within an hour. */
  lastAt: Moment,
});

/** The answer of `GET /api/certificates/{issuer}/{serial}`: 申請済証明書詳細. */
export const CertificateDetail = v.object({
  ...ListedCertificate.entries,
  kindTexts: v.object({ ja: v.string(), en: v.string() }),
  notBefore: Moment,
  issuedAt: Moment,
  daysLeft: v.number(),
  /** Where the private key was made, and whether its file can still be had. */
  key: v.picklist(["kept", "destroyed", "on-device"]),
  fileName: P12FileName,
  /** When each stage was reached. */
  stages: v.object({
    fetchedAt: v.nullable(Moment),
    passwordShownAt: v.nullable(Moment),
    importedAt: v.nullable(Moment),
    firstUsedAt: v.nullable(Moment),
  }),
  revokedAt: v.nullable(Moment),
  revocationReason: v.nullable(v.string()),
  /** Why it cannot be renewed at this moment; null if it can. */
  refusal: v.nullable(v.object({ code: v.picklist(problemCodes), detail: v.string() })),
  predecessor: v.nullable(Identity),
  /** The latest places where it was presented, the latest first, as long as the settings have them kept. */
  presentations: v.array(Presentation),
  /** Where its holder gets mails about it; empty if that is not known. */
  mail: v.string(),
  /** Whether somebody has entered that, or it is in a certificate of the holder's. */
  mailSource: v.nullable(v.picklist(["entered", "certificate"])),
  /** Whether such mails are sent: the tenant may have switched them off, and the service may have no mail server. */
  holderMails: v.picklist(["sent", "off", "no-mail-server"]),
  /** Whether its file is handed out for another device of its holder. */
  otherDevices: v.picklist(["allowed", "refused"]),
  /** Whether its file and password may be had: where each device has a certificate of its own, only until it is used. */
  mayBeHandedOut: v.boolean(),
  replacement: v.nullable(
    v.object({
      ...Identity.entries,
      issuedAt: Moment,
      firstUsedAt: v.nullable(Moment),
      /** Whether its key is at the service, where its file can be had. */
      kept: v.boolean(),
    }),
  ),
  /** The other valid certificates of the same key, which are revoked along with it if that is compromised. */
  sameKey: v.number(),
  /** Of the organisation's clocks, as an IANA name. */
  timeZone: v.string(),
  /** The order to renew it before it is due. */
  order: v.nullable(PlacedRenewalOrder),
  recoveryCode: v.object({
    /** Whether its holder can have one. */
    possible: v.boolean(),
    unused: v.nullable(UnusedRecoveryCode),
  }),
  /** The state of what can be edited; a change names the one that it is made of, in `If-Match`. */
  version: v.string(),
  /** Who edited it last, and when. */
  edited: v.nullable(v.object({ by: v.string(), at: Moment })),
});
export type CertificateDetail = v.InferOutput<typeof CertificateDetail>;

/**
 * The body of `PUT …/notes`: remark and device memo, and the mail address of the holder, of whom it is for all certificates;
 * without `mail` that stays. The answer is the changed detail; if somebody else has changed them
 * since the version that `If-Match` names, as an entity tag, the refusal is `changed-meanwhile`.
 */
export const CertificateNotes = v.strictObject({ remark: Note, device: Note, mail: v.optional(HolderMail) });
export type CertificateNotes = v.InferOutput<typeof CertificateNotes>;

/** The body of `POST /api/certificates`: a first certificate, whose key the service makes. */
export const CertificateOrder = v.strictObject({
  cn: v.pipe(v.string(), v.regex(/^[^\0-\x1f\x7f]{1,64}$/)),
  /** Whether it is one more for a holder who has a valid one, for another device; otherwise that is refused. */
  another: v.optional(v.boolean(), false),
  ...CertificateNotes.entries,
});
export type CertificateOrder = v.InferOutput<typeof CertificateOrder>;

/**
 * The answer to an order and to a renewal: the certificate that was issued. A renewal has no body. If the certificate has an
 * unused replacement with a key of the holder's, it is refused as `replacement-pending`, unless `preconditionHeaders` say that
 * this replacement may become invalid; one whose key the service keeps is returned again.
 */
export const IssuedIdentity = Identity;
export type IssuedIdentity = v.InferOutput<typeof IssuedIdentity>;

/** The reasons for a revocation, in the order in which people are offered them. */
export const offeredReasons = [
  "unspecified",
  "key-compromise",
  "cessation-of-operation",
  "affiliation-changed",
  "superseded",
  "privilege-withdrawn",
] as const satisfies readonly RevocationReason[];

/** How a certificate is related to another one by renewal. */
const Relation = v.picklist(["predecessor", "replacement"]);

/** The body of `POST …/revocation`. */
export const RevocationOrder = v.strictObject({
  reason: v.picklist(offeredReasons),
  /** The related certificates to revoke too. */
  along: v.pipe(v.array(Relation), v.maxLength(2)),
});
export type RevocationOrder = v.InferOutput<typeof RevocationOrder>;

/** The answer of a revocation: none is revoked if all were before. */
export const RevocationResult = v.object({
  revoked: v.array(Identity),
  /** The related ones that were not revoked along. */
  stillValid: v.array(v.object({ ...Identity.entries, relation: Relation })),
});
export type RevocationResult = v.InferOutput<typeof RevocationResult>;

/** The answer of `POST …/password`. */
export const RevealedPassword = v.object({ password: v.string() });
