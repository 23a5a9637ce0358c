import * as v from "valibot";
import { Issuer, Serial } from "../certificate-identity.ts";
import { AccountName } from "./accounts.ts";
import { AskedMoment } from "./asked-moment.ts";

/** The actions that change an account. */
export const accountActions = [
  "account-created",
  "account-invited",
  "account-disabled",
  "account-enabled",
  "account-reset",
  "account-changed",
  "account-password-changed",
  "account-recovery-codes-made",
  "account-sessions-ended",
  "account-password-chosen",
  "account-second-factor-set",
  "account-recovery-code-used",
  "account-passkey-added",
  "account-passkey-removed",
  "account-identity-linked",
  "account-identity-unlinked",
] as const;

/** The actions in an organisation's entries of the audit trail. */
export const organisationActions = [
  "tenant-created",
  "tenant-changed",
  "tenant-closed",
  "tenant-opened",
  "announced",
  "announcement-removed",
  "notices-resent",
  "issued",
  "revoked",
  "retired",
  "renewal-ordered",
  "fetched",
  "password-shown",
  "imported",
  "first-used",
  "password-revealed",
  "file-handed-out",
  "notes-changed",
  "holder-rules-changed",
  "notice-test-sent",
  "certificates-exported",
  "key-destroyed",
  "certificate-bound",
  "recovery-code-created",
  "recovery-code-cancelled",
  "recovered",
  ...accountActions,
  "token-made",
  "token-revoked",
  "job-started",
  "job-stopped",
  "job-finished",
] as const;
export type OrganisationAction = (typeof organisationActions)[number];

/** Actions that people ask for together. */
export const actionGroups = {
  /** Who got a password, or a file with one. */
  secrets: ["password-revealed", "file-handed-out"],
  /** What was done to accounts. */
  accounts: accountActions,
} as const satisfies Record<string, readonly OrganisationAction[]>;
export type ActionGroup = keyof typeof actionGroups;
/** The groups, in the order in which people are offered them. */
export const actionGroupNames = ["secrets", "accounts"] as const satisfies readonly ActionGroup[];

/** Actors that are no accounts. */
export const otherActors = ["operator", "schedule", "service"] as const;

/** The number of entries on a page, and the most that a request gets. */
const usualLength = 50;
const mostEntries = 1000;

const Position = v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/), v.transform(Number));

/** Which entries are asked for. */
const filter = {
  /** An action, or a group of them. */
  action: v.optional(v.picklist([...actionGroupNames, ...organisationActions])),
  /** Who did it: the name of an account, or another actor after a colon. */
  by: v.optional(v.union([AccountName, v.picklist(otherActors.map((actor) => `:${actor}` as const))])),
  /** The CN or the serial number of a certificate. */
  certificate: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(1100), v.regex(/^[^\0]*$/)), ""),
  /** The name of the account that it was done to. */
  account: v.optional(AccountName),
  /** Inclusive. */
  since: v.optional(AskedMoment),
  /** Exclusive. */
  until: v.optional(AskedMoment),
};

/** The parameters of `GET /api/trail`. */
export const TrailQuery = v.object({
  ...filter,
  /** Only entries before this one, by its position. */
  before: v.optional(Position),
  limit: v.optional(v.pipe(Position, v.maxValue(mostEntries)), String(usualLength)),
});
export type TrailQuery = v.InferOutput<typeof TrailQuery>;

/** The parameters of `GET /api/trail/file`. */
export const TrailFileQuery = v.object({ ...filter, format: v.optional(v.picklist(["csv", "json"]), "csv") });
export type TrailFileQuery = v.InferOutput<typeof TrailFileQuery>;

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** An entry, as it is hashed, and what it is about. */
const TrailEntry = v.object({
  /** Counts the organisation's entries from 1. */
  position: v.number(),
  /** Milliseconds since 1970. */
  at: v.number(),
  /** Null if it is a program with a certificate of another organisation, which the entry's hash covers, but which is not told. */
  actor: v.nullable(v.string()),
  action: v.string(),
  object: v.string(),
  /** JSON. */
  detail: v.string(),
  previousHash: Hash,
  hash: Hash,
  /** The certificate that it was done to, or done with. */
  certificate: v.nullable(v.object({ issuer: Issuer, serial: Serial, cn: v.string() })),
  /** The CN of the certificate that did it. */
  actorCn: v.nullable(v.string()),
});
export type TrailEntry = v.InferOutput<typeof TrailEntry>;

/** The answer of `GET /api/trail`: 操作履歴, the latest first. */
export const TrailPage = v.object({ entries: v.array(TrailEntry), more: v.boolean() });
export type TrailPage = v.InferOutput<typeof TrailPage>;

/** The answer of `GET /api/trail/end`. */
export const TrailEnd = v.object({
  /** Of the last entry; 0 if there is none. */
  position: v.number(),
  hash: Hash,
  /**
   * What the service vouches for: it recomputed the trail of all organisations up to then, and signed its end with a key that is
   * not in the database. Null if it has not yet.
   */
  checkpoint: v.nullable(
    v.object({
      at: v.pipe(v.string(), v.isoTimestamp()),
      /** The last of the organisation's entries that it covers. */
      position: v.number(),
      /** Whether it agrees with the trail at this moment. */
      agrees: v.boolean(),
    }),
  ),
});
export type TrailEnd = v.InferOutput<typeof TrailEnd>;
