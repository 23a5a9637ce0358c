import * as v from "valibot";
import { keyKinds } from "../../core/key-kind.ts";
import { Issuer, Serial } from "../certificate-identity.ts";
import { certificateStates, CertificateDetail } from "./certificates.ts";
import { PresentTenantRules, TenantRules } from "./tenant-rules.ts";
import { TenantInformation } from "./tenant.ts";

/** The paths of the system operators' API, on their host; parameters are in braces. Tenants' names may contain slashes. */
export const operatorPaths = {
  tenants: "/api/system/tenants",
  /** `GET ?tenant=…` */
  tenant: "/api/system/tenant",
  /** `POST` closes a tenant. */
  closing: "/api/system/tenant/closing",
  /** `POST` opens it again. */
  opening: "/api/system/tenant/opening",
  /** `PUT` changes its rules. */
  rules: "/api/system/tenant/rules",
  /** `POST` asks what other rules would do. */
  rulesForecast: "/api/system/tenant/rules-forecast",
  /** `GET`: a search across all tenants. */
  certificates: "/api/system/certificates",
  certificate: "/api/system/certificates/{issuer}/{serial}",
  /** `POST` announces something. */
  announcements: "/api/system/announcements",
  /** `DELETE` takes it back. */
  announcement: "/api/system/announcements/{number}",
  trail: "/api/system/trail",
  /** What applies to tenants without rules of their own; `PUT` changes the rules that tenants begin with. */
  defaults: "/api/system/defaults",
  /** Who may log in here. */
  operators: "/api/system/operators",
  logins: "/api/system/logins",
} as const;

const Moment = v.pipe(v.string(), v.isoTimestamp());
const PageNumber = v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/), v.transform(Number));
/** No database holds, and PostgreSQL takes, a text with the octet 0. */
const withoutZero = /^[^\0]*$/;
const TenantName = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64), v.regex(withoutZero));

/** The number of tenants on a page. */
export const tenantPageLength = 50;

/** What the list of tenants is sorted by. */
export const tenantOrders = ["name", "created", "login"] as const;
export type TenantOrderName = (typeof tenantOrders)[number];

/** The parameters of `GET /api/system/tenants`. */
export const TenantQuery = v.object({
  /** In any part of the name. */
  search: v.optional(v.pipe(v.string(), v.maxLength(64), v.regex(withoutZero)), ""),
  state: v.optional(v.picklist(["any", "open", "closed"]), "any"),
  sort: v.optional(v.picklist(tenantOrders), "name"),
  order: v.optional(v.picklist(["ascending", "descending"]), "ascending"),
  page: v.optional(PageNumber, "1"),
});
export type TenantQuery = v.InferOutput<typeof TenantQuery>;

const ListedTenant = v.object({
  name: v.string(),
  product: v.string(),
  createdAt: Moment,
  closedAt: v.nullable(Moment),
  /** The number of certificates that are valid and not renewed, that are to be renewed, and whose renewal is stuck. */
  inUse: v.number(),
  due: v.number(),
  stuck: v.number(),
  /** The number of accounts at the administrators' site that are not disabled. */
  administrators: v.number(),
  lastLoginAt: v.nullable(Moment),
});
export type ListedTenant = v.InferOutput<typeof ListedTenant>;

/** The answer of `GET /api/system/tenants`. */
export const TenantList = v.object({ tenants: v.array(ListedTenant), total: v.number(), page: v.number(), pages: v.number() });
export type TenantList = v.InferOutput<typeof TenantList>;

/** The parameters of `GET /api/system/tenant`. */
export const NamedTenant = v.object({ tenant: TenantName });

/** What of a tenant's rules its administrators never change. */
const ReservedRules = v.object({
  /** Its name in the settings. */
  product: v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)),
  /** The kind of key that its devices generate. */
  keyKind: v.picklist(keyKinds),
  /** Whether its certificates may be renewed with the same key. */
  sameKey: v.picklist(["allowed", "refused"]),
});
export type ReservedRules = v.InferOutput<typeof ReservedRules>;

/** All rules of a tenant, which operators change without bounds. */
export const AllTenantRules = v.strictObject({ ...TenantRules.entries, ...ReservedRules.entries });
export type AllTenantRules = v.InferOutput<typeof AllTenantRules>;

/** The body of `PUT /api/system/tenant/rules` and of `POST /api/system/tenant/rules-forecast`. */
export const TenantRulesOrder = v.strictObject({ tenant: TenantName, rules: AllTenantRules });

const ProductDays = v.object({ name: v.string(), promptDays: v.number(), acceptDays: v.number() });

/** The answer of `GET /api/system/tenant`: what its administrators see, and what closing it would stop. */
export const TenantForOperators = v.object({
  information: TenantInformation,
  /** Who changed them last is an operator's name after `operator:`, or null for the command line. */
  rules: PresentTenantRules,
  /** Those that a tenant may have. */
  products: v.array(ProductDays),
  /** The number of certificates that are valid at present. */
  valid: v.number(),
  administrators: v.number(),
  /** The number of people who are logged in to any application. */
  loggedIn: v.number(),
  lastLoginAt: v.nullable(Moment),
  /** Whether the certificate of this connection is one of the tenant's, which can therefore not be closed here. */
  own: v.boolean(),
});
export type TenantForOperators = v.InferOutput<typeof TenantForOperators>;

/** The body of `POST /api/system/tenant/closing`: the tenant's name is given twice, the second time as a person typed it. */
export const TenantClosing = v.strictObject({ tenant: TenantName, typed: v.pipe(v.string(), v.maxLength(64)) });

/** The body of `POST /api/system/tenant/opening`. */
export const TenantOpening = v.strictObject({ tenant: TenantName });

/** The answer to both: whether it was not closed, or open, already. */
export const TenantStateChanged = v.object({ changed: v.boolean() });

/** The most certificates that a search across tenants finds. */
export const mostFound = 100;

/** The parameters of `GET /api/system/certificates`. */
export const SearchAcross = v.object({
  /**
   * The beginning of a CN, of a tenant's name, of a serial number, of a remark or of a device; or a CN and a tenant, with `@`
   * between them.
   */
  text: v.pipe(v.string(), v.trim(), v.minLength(2), v.maxLength(200), v.regex(withoutZero)),
});

const FoundCertificate = v.object({
  issuer: Issuer,
  serial: Serial,
  tenant: v.string(),
  cn: v.string(),
  state: v.picklist(certificateStates),
  notAfter: Moment,
  remark: v.string(),
  device: v.string(),
});
export type FoundCertificate = v.InferOutput<typeof FoundCertificate>;

/** The answer of `GET /api/system/certificates`. */
export const FoundAcross = v.object({ certificates: v.array(FoundCertificate), more: v.boolean() });
export type FoundAcross = v.InferOutput<typeof FoundAcross>;

/** The answer of `GET /api/system/certificates/{issuer}/{serial}`: without keys, passwords or codes. */
export const SheetForOperators = v.object({ tenant: v.string(), certificate: CertificateDetail });
export type SheetForOperators = v.InferOutput<typeof SheetForOperators>;

/** What an announcement may not contain. */
const controls = /^[^\0-\x08\x0b\x0c\x0e-\x1f\x7f]*$/;
const AnnouncementText = (longest: number) => v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(longest), v.regex(controls));

/** The body of `POST /api/system/announcements`. */
export const AnnouncementOrder = v.strictObject({
  /** Null for all. */
  tenant: v.nullable(TenantName),
  title: AnnouncementText(100),
  text: AnnouncementText(4000),
});
export type AnnouncementOrder = v.InferOutput<typeof AnnouncementOrder>;

/** The answer to that. */
export const Announced = v.object({ number: v.number() });

/** The number of announcements, or of entries of the audit trail, on a page. */
export const longPageLength = 50;

const Before = v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/), v.transform(Number));

/** The parameters of `GET /api/system/announcements`. */
export const AnnouncementQuery = v.object({ before: v.optional(Before) });

const Announcement = v.object({
  number: v.number(),
  tenant: v.nullable(v.string()),
  title: v.string(),
  text: v.string(),
  at: Moment,
  /** The name of the system operator; null if it was announced by the command line. */
  by: v.nullable(v.string()),
});
export type ListedAnnouncement = v.InferOutput<typeof Announcement>;

/** The answer of `GET /api/system/announcements`, the latest first. */
export const AnnouncementList = v.object({ announcements: v.array(Announcement), more: v.boolean() });
export type AnnouncementList = v.InferOutput<typeof AnnouncementList>;

/** The parameters of `GET /api/system/trail`. */
export const WholeTrailQuery = v.object({
  /** Only entries before this one, by its number. */
  before: v.optional(Before),
  tenant: v.optional(TenantName),
  /** Only what operators did, here or by the command line. */
  by: v.optional(v.literal("operators")),
});
export type WholeTrailQuery = v.InferOutput<typeof WholeTrailQuery>;

const NamedCertificate = v.object({ issuer: Issuer, serial: Serial, tenant: v.string(), cn: v.string() });
export type NamedCertificate = v.InferOutput<typeof NamedCertificate>;

const WholeTrailEntry = v.object({
  number: v.number(),
  at: Moment,
  actor: v.string(),
  action: v.string(),
  object: v.string(),
  /** JSON. */
  detail: v.string(),
  /** Null if it concerns the service, or several tenants. */
  tenant: v.nullable(v.string()),
  /** The certificate that it was done to, or done with. */
  certificate: v.nullable(NamedCertificate),
  /** The certificate that did it. */
  actorCertificate: v.nullable(NamedCertificate),
});
export type WholeTrailEntry = v.InferOutput<typeof WholeTrailEntry>;

/** The answer of `GET /api/system/trail`, the latest first. */
export const WholeTrailPage = v.object({ entries: v.array(WholeTrailEntry), more: v.boolean() });
export type WholeTrailPage = v.InferOutput<typeof WholeTrailPage>;

/** The body of `PUT /api/system/defaults`. */
export const BeginningRules = v.strictObject({ product: v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)), rules: TenantRules });

/** The answer of `GET /api/system/defaults`: each with the name of its setting, or none if it is built in. */
export const PolicyDefaults = v.object({
  /** Days before expiry from which holders are prompted, and from which renewals are accepted, by product. */
  products: v.array(
    v.object({
      ...ProductDays.entries,
      setting: v.string(),
      /** The rules that tenants of the product begin with, which operators change. */
      beginning: v.object({
        rules: TenantRules,
        /** The state that a change is made of, for `If-Match`. */
        version: v.string(),
        /** Who changed them last; null if nobody has. `by` is an operator's name after `operator:`, or null. */
        edited: v.nullable(v.object({ by: v.nullable(v.string()), at: Moment })),
      }),
    }),
  ),
  validityYears: v.object({ value: v.number(), setting: v.string() }),
  /** How long data about people is kept, in days. */
  kept: v.array(
    v.object({
      what: v.picklist(["logins", "presentations", "jobs", "notices", "holders"]),
      days: v.number(),
      setting: v.string(),
    }),
  ),
});
export type PolicyDefaults = v.InferOutput<typeof PolicyDefaults>;

const ListedOperator = v.object({
  name: v.string(),
  personName: v.string(),
  mail: v.nullable(v.string()),
  /** The certificate that the account names. */
  tenant: v.string(),
  cn: v.string(),
  state: v.picklist(["invited", "active", "disabled"]),
  secondFactor: v.picklist(["set-up", "missing"]),
  lastLoginAt: v.nullable(Moment),
});
export type ListedOperator = v.InferOutput<typeof ListedOperator>;

/** The answer of `GET /api/system/operators`, by name. */
export const OperatorList = v.object({ operators: v.array(ListedOperator) });
export type OperatorList = v.InferOutput<typeof OperatorList>;
