import * as v from "valibot";
import { isolated } from "../../core/name/isolated.ts";
import { isSameCertificate } from "../../protocol/same-certificate.ts";
import { Status } from "../../protocol/status.ts";

const { certificate, window, pending, refusal } = Status.entries;
const Name = v.pipe(v.string(), v.maxLength(200));
const Moment = certificate.entries.notAfter;

const Origin = v.pipe(
  v.string(),
  v.maxLength(300),
  v.startsWith("https://"),
  v.check((origin) => URL.parse(origin)?.origin === origin, "Not an origin."),
);

/**
 * What the extension stores about one certificate on one site, which origin, issuer and serial number identify. It
 * contains no secret: no key, no password, no code.
 */
export const RenewalRecord = v.strictObject({
  /** The origin on which the browser presented the certificate. */
  origin: Origin,
  cn: Name,
  o: Name,
  /** The issuer's key; not known from a service or file that does not state it. */
  issuer: certificate.entries.issuer,
  serial: certificate.entries.serial,
  notAfter: Moment,
  /** The prompt date. */
  dueFrom: window.entries.prompt,
  /** Why the service does not renew it, or why its file could not be used; null if it renews. */
  refusal: v.nullable(v.picklist([...refusal.wrapped.entries.code.options, "key-unsupported"])),
  /** A page that explains the refusal. */
  explanation: Status.entries.explanation,
  /** The page that renews it after expiry. */
  recoveryPage: Status.entries.recoveryPage.wrapped,
  /** Its replacement, with its stage. */
  replacement: pending,
  /** When the replacement was first seen to work. */
  provedAt: v.nullable(Moment),
  /** When the service retires it; null if it works until it expires. */
  retiresAt: v.nullable(Moment),
  /** Until when the person wants no notification. */
  snoozedUntil: v.nullable(Moment),
  /** The lowest number of days left for which a notification has been shown. */
  remindedAt: v.nullable(v.number()),
  /** When its status was last fetched, or its file added, by the computer's clock. */
  seenAt: Moment,
  /** Set if the record comes from the certificate's file, because the service does not report a status. */
  file: v.optional(v.strictObject({ issuer: Name })),
});
export type RenewalRecord = v.InferOutput<typeof RenewalRecord>;

/** Identifies a record. */
export type RecordName = Pick<RenewalRecord, "origin" | "issuer" | "serial">;

/** Whether a record has this name. */
export function isNamed(record: RecordName, name: RecordName): boolean {
  return record.origin === name.origin && isSameCertificate(record, name);
}

/** The label of a record's certificate for people. */
export function labelOf({ cn, origin }: Pick<RenewalRecord, "cn" | "origin">): string {
  return `${isolated(cn)} (${new URL(origin).hostname})`;
}
