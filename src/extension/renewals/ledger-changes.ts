import { dayInMilliseconds } from "../../core/days.ts";
import { renewalWindow } from "../../core/renewal/schedule.ts";
import { sameSubject } from "../../core/x509/subject.ts";
import { hasReached, type StageReport } from "../../protocol/stage.ts";
import type { PendingReplacement, Status } from "../../protocol/status.ts";
import type { CertificateInFile } from "../certificate-file/certificate-in-file.ts";
import type { Ledger } from "./ledger.ts";
import { isNamed, type RecordName, type RenewalRecord } from "./record.ts";
import { standingOf } from "./standing.ts";

/** The ledger after the service has told the status of the certificate that an origin saw. */
export function noteStatus(ledger: Ledger, origin: string, status: Status, now: Date): Ledger {
  const name = { origin, serial: status.certificate.serial };
  const before = ledger.records.find((record) => isNamed(record, name));
  const others = ledger.records
    .filter((record) => !isNamed(record, name) && !isSucceeded(record, origin, status, now))
    .map((record) => (isPredecessor(record, origin, status) ? proved(record, status, now) : record));
  return { ...ledger, records: [recordOf(origin, status, before, now), ...others] };
}

function recordOf(origin: string, status: Status, before: RenewalRecord | undefined, now: Date): RenewalRecord {
  const { cn, o, serial, notAfter } = status.certificate;
  const record: RenewalRecord = {
    origin,
    cn,
    o,
    serial,
    notAfter,
    dueFrom: status.window.prompt,
    refusal: status.refusal?.code ?? null,
    explanation: status.explanation,
    recoveryPage: status.recoveryPage,
    replacement: replacementOf(status, before),
    provedAt: before?.provedAt ?? null,
    retiresAt: null,
    snoozedUntil: before?.snoozedUntil ?? null,
    remindedAt: before?.remindedAt ?? null,
    seenAt: now.toISOString(),
  };
  const works = record.replacement?.stage === "first-used" || record.refusal === "already-renewed";
  if (!works) return { ...record, provedAt: null };
  const provedAt = record.provedAt ?? now.toISOString();
  return { ...record, provedAt, retiresAt: retirement(provedAt, status.retireAfterDays) };
}

/** What the service says of the replacement; of the same one, the extension may know a later stage. */
function replacementOf({ pending, refusal }: Status, before: RenewalRecord | undefined): PendingReplacement | null {
  const known = before?.replacement ?? null;
  if (pending === null) return refusal?.code === "already-renewed" && known !== null ? { ...known, stage: "first-used" } : null;
  if (known?.serial !== pending.serial) return pending;
  return hasReached(known.stage, pending.stage) ? { ...pending, stage: known.stage } : pending;
}

function retirement(provedAt: string, days: number | null): string | null {
  return days === null ? null : new Date(Date.parse(provedAt) + days * dayInMilliseconds).toISOString();
}

/** Whether the certificate that was presented is a record's replacement: it works, then. */
function isPredecessor(record: RenewalRecord, origin: string, { certificate }: Status): boolean {
  return record.origin === origin && record.replacement?.serial === certificate.serial;
}

function proved(record: RenewalRecord, { retireAfterDays }: Status, now: Date): RenewalRecord {
  if (record.replacement === null) return record;
  const provedAt = record.provedAt ?? now.toISOString();
  const retiresAt = record.retiresAt ?? retirement(provedAt, retireAfterDays);
  return { ...record, replacement: { ...record.replacement, stage: "first-used" }, provedAt, retiresAt };
}

/** Whether a record's certificate has expired, and the one that was presented has come in its place. */
function isSucceeded(record: RenewalRecord, origin: string, { certificate }: Status, now: Date): boolean {
  return (
    record.origin === origin &&
    record.cn === certificate.cn &&
    record.o === certificate.o &&
    Date.parse(record.notAfter) <= now.getTime()
  );
}

/** The ledger after the person has brought a replacement to a stage, whether or not the service could be told. */
export function noteStage(ledger: Ledger, origin: string, report: StageReport, now: Date): Ledger {
  return { ...ledger, records: ledger.records.map((record) => atStage(record, origin, report, now)) };
}

function atStage(record: RenewalRecord, origin: string, { serial, stage }: StageReport, now: Date): RenewalRecord {
  const { replacement } = record;
  if (record.origin !== origin || replacement?.serial !== serial || hasReached(replacement.stage, stage)) return record;
  return { ...record, replacement: { ...replacement, stage }, seenAt: now.toISOString() };
}

/** The ledger after a service that tells no status has issued a record's replacement; the same one again stays as far as it is. */
export function noteReplacement(ledger: Ledger, name: RecordName, replacement: PendingReplacement): Ledger {
  return {
    ...ledger,
    records: ledger.records.map((record) =>
      isNamed(record, name) && record.replacement?.serial !== replacement.serial ? { ...record, replacement } : record,
    ),
  };
}

/** The ledger after an origin has refused a certificate because its replacement has taken its place for good. */
export function noteRetired(ledger: Ledger, origin: string, now: Date): Ledger {
  const moment = now.toISOString();
  return {
    ...ledger,
    records: ledger.records.map((record) =>
      record.origin === origin && standingOf(record, now) === "proved" ? { ...record, retiresAt: moment, seenAt: moment } : record,
    ),
  };
}

/** Where no service says when: so many days before its end the holder is asked to renew, as WebORCA does. */
const lead = { acceptDays: 100, promptDays: 90 } as const;

/**
 * The ledger after the person has given a certificate's file for an origin. It takes the place of an earlier file of
 * the same name there. What a service has told of the very certificate stays: it knows more.
 */
export function noteFile(ledger: Ledger, origin: string, certificate: CertificateInFile, now: Date): Ledger {
  const { cn, o, serial, notAfter, issuer } = certificate;
  if (ledger.records.some((record) => record.file === undefined && isNamed(record, { origin, serial }))) return ledger;
  const record: RenewalRecord = {
    origin,
    cn,
    o,
    serial,
    notAfter: notAfter.toISOString(),
    dueFrom: renewalWindow(notAfter, lead).prompt.toISOString(),
    refusal: null,
    explanation: null,
    recoveryPage: null,
    replacement: null,
    provedAt: null,
    retiresAt: null,
    snoozedUntil: null,
    remindedAt: null,
    seenAt: now.toISOString(),
    file: { issuer },
  };
  const others = ledger.records.filter(
    (other) => other.file === undefined || other.origin !== origin || (other.serial !== serial && !sameSubject(other, { cn, o })),
  );
  return { ...ledger, records: [record, ...others] };
}

/** The ledger after the person has seen the replacement of a file's certificate connect: from here on that one is watched. */
export function noteConfirmed(ledger: Ledger, name: RecordName, now: Date): Ledger {
  const record = ledger.records.find((other) => isNamed(other, name));
  if (record?.file === undefined || record.replacement === null) return ledger;
  const { serial, notAfter } = record.replacement;
  const { cn, o, file } = record;
  return noteFile(ledger, name.origin, { cn, o, serial, issuer: file.issuer, notAfter: new Date(notAfter) }, now);
}

/** The ledger without a record. */
export function forget(ledger: Ledger, name: RecordName): Ledger {
  return { ...ledger, records: ledger.records.filter((record) => !isNamed(record, name)) };
}
