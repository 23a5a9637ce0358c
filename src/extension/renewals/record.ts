import * as v from "valibot";
import { Status } from "../../protocol/status.ts";

const { certificate, window, pending } = Status.entries;
const Name = v.pipe(v.string(), v.maxLength(200));
const Moment = certificate.entries.notAfter;

const Origin = v.pipe(
  v.string(),
  v.maxLength(300),
  v.startsWith("https://"),
  v.check((origin) => URL.parse(origin)?.origin === origin, "This is not an origin."),
);

/**
 * What the extension remembers of one certificate on one site, between one login and the next. A service knows its
 * certificates by their serial numbers alone, whichever of its authorities has issued them, so that origin and serial
 * name one. No secret is in it: neither a key, nor a password, nor a code.
 */
export const RenewalRecord = v.strictObject({
  /** The origin on which the browser presented the certificate. */
  origin: Origin,
  cn: Name,
  o: Name,
  serial: certificate.entries.serial,
  notAfter: Moment,
  /** The prompt's moment. */
  dueFrom: window.entries.prompt,
  /** Why the service does not renew it; null where it does. */
  refusal: v.nullable(v.picklist(["tenant-closed", "type-not-renewable", "already-renewed", "not-due", "authority-expires-first"])),
  /** A page that explains the refusal. */
  explanation: Status.entries.explanation,
  /** Where it is renewed once it has expired. */
  recoveryPage: Status.entries.recoveryPage.wrapped,
  /** Its replacement, as far as it has come. */
  replacement: pending,
  /** When the replacement was first seen to work. */
  provedAt: v.nullable(Moment),
  /** When the service stops accepting it beside its replacement; null where that is its own end. */
  retiresAt: v.nullable(Moment),
  /** Until when the person wants no notification. */
  snoozedUntil: v.nullable(Moment),
  /** The fewest days left of which a notification has been shown. */
  remindedAt: v.nullable(v.number()),
  /** When the service was last heard of it, or the person gave its file, by the computer's clock. */
  seenAt: Moment,
  /** Only where the person gave its file, because the service does not tell the status of its certificates. */
  file: v.optional(v.strictObject({ issuer: Name })),
});
export type RenewalRecord = v.InferOutput<typeof RenewalRecord>;

/** What names a record. */
export type RecordName = Pick<RenewalRecord, "origin" | "serial">;

/** Whether a record is the one of this name. */
export function isNamed(record: RecordName, name: RecordName): boolean {
  return record.origin === name.origin && record.serial === name.serial;
}

/** How a person is told which certificate a record is of. */
export function labelOf({ cn, origin }: Pick<RenewalRecord, "cn" | "origin">): string {
  return `${cn} (${new URL(origin).hostname})`;
}
