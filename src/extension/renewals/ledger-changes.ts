import { dayInMilliseconds } from "../../core/days.ts";
import { sameSubject } from "../../core/name/subject.ts";
import { renewalWindow } from "../../core/renewal/schedule.ts";
import { isSameCertificate } from "../../protocol/same-certificate.ts";
import { hasReached, type StageReport } from "../../protocol/stage.ts";
import type { PendingReplacement, Status } from "../../protocol/status.ts";
import type { CertificateInFile } from "../certificate-file/certificate-in-file.ts";
import type { Ledger } from "./ledger.ts";
import { isNamed, type RecordName, type RenewalRecord } from "./record.ts";
import { standingOf } from "./standing.ts";

/** Updates the ledger with the status of the certificate that an origin saw. */
export function noteStatus(ledger: Ledger, origin: string, status: Status, now: Date): Ledger {
  const { issuer, serial } = status.certificate;
  const name = { origin, issuer, serial };
  const before = ledger.records.find((record) => isNamed(record, name));
  const others = ledger.records
    .filter((record) => !isNamed(record, name) && !isSucceeded(record, origin, status, now))
    .map((record) => (isPredecessor(record, origin, status) ? proved(record, status, now) : record));
  return { ...ledger, records: [recordOf(origin, status, before, now), ...others] };
}

function recordOf(origin: string, status: Status, before: RenewalRecord | undefined, now: Date): RenewalRecord {
  const { cn, o, issuer, serial, notAfter } = status.certificate;
  const record: RenewalRecord = {
    origin,
    cn,
    o,
    issuer,
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

/** The replacement according to the service; the extension may know a later stage of the same one. */
function replacementOf({ pending, refusal }: Status, before: RenewalRecord | undefined): PendingReplacement | null {
  const known = before?.replacement ?? null;
  if (pending === null) return refusal?.code === "already-renewed" && known !== null ? { ...known, stage: "first-used" } : null;
  if (known === null || !isSameCertificate(known, pending)) return pending;
  return hasReached(known.stage, pending.stage) ? { ...pending, stage: known.stage } : pending;
}

function retirement(provedAt: string, days: number | null): string | null {
  return days === null ? null : new Date(Date.parse(provedAt) + days * dayInMilliseconds).toISOString();
}

/** Whether the presented certificate is a record's replacement, which is thereby proved. */
function isPredecessor(record: RenewalRecord, origin: string, { certificate }: Status): boolean {
  return record.origin === origin && record.replacement !== null && isSameCertificate(record.replacement, certificate);
}

function proved(record: RenewalRecord, { retireAfterDays }: Status, now: Date): RenewalRecord {
  if (record.replacement === null) return record;
  const provedAt = record.provedAt ?? now.toISOString();
  const retiresAt = record.retiresAt ?? retirement(provedAt, retireAfterDays);
  return { ...record, replacement: { ...record.replacement, stage: "first-used" }, provedAt, retiresAt };
}

/** Whether a record's certificate has expired, and the presented one has replaced it. */
function isSucceeded(record: RenewalRecord, origin: string, { certificate }: Status, now: Date): boolean {
  return (
    record.origin === origin &&
    record.cn === certificate.cn &&
    record.o === certificate.o &&
    Date.parse(record.notAfter) <= now.getTime()
  );
}

/** Updates the ledger with a stage that the person has reached, even if the service could not be told. */
export function noteStage(ledger: Ledger, origin: string, report: StageReport, now: Date): Ledger {
  return { ...ledger, records: ledger.records.map((record) => atStage(record, origin, report, now)) };
}

function atStage(record: RenewalRecord, origin: string, { serial, stage }: StageReport, now: Date): RenewalRecord {
  const { replacement } = record;
  if (record.origin !== origin || replacement?.serial !== serial || hasReached(replacement.stage, stage)) return record;
  return { ...record, replacement: { ...replacement, stage }, seenAt: now.toISOString() };
}

/** Updates the ledger with a record's replacement from a service without a status; an already known one keeps its stage. */
export function noteReplacement(ledger: Ledger, name: RecordName, replacement: PendingReplacement): Ledger {
  return {
    ...ledger,
    records: ledger.records.map((record) =>
      isNamed(record, name) && !isKnown(record, replacement) ? { ...record, replacement } : record,
    ),
  };
}

function isKnown(record: RenewalRecord, replacement: PendingReplacement): boolean {
  return record.replacement !== null && isSameCertificate(record.replacement, replacement);
}

/** Updates the ledger after an origin has refused a certificate as retired. */
export function noteRetired(ledger: Ledger, origin: string, now: Date): Ledger {
  const moment = now.toISOString();
  return {
    ...ledger,
    records: ledger.records.map((record) =>
      record.origin === origin && standingOf(record, now) === "proved" ? { ...record, retiresAt: moment, seenAt: moment } : record,
    ),
  };
}

/** The lead times if no service states them: the holder is prompted 90 days before expiry, as in WebORCA. */
const lead = { acceptDays: 100, promptDays: 90 } as const;

/**
 * Updates the ledger with a certificate file for an origin. It replaces an earlier file of the same subject there. A
 * record from a service's status about the same certificate stays, because it is more complete.
 */
export function noteFile(ledger: Ledger, origin: string, certificate: CertificateInFile, now: Date): Ledger {
  const { cn, o, serial, notAfter, issuer, issuerKey, renewable } = certificate;
  const name = { origin, issuer: issuerKey, serial };
  if (ledger.records.some((record) => record.file === undefined && isNamed(record, name))) return ledger;
  const record: RenewalRecord = {
    ...name,
    cn,
    o,
    notAfter: notAfter.toISOString(),
    dueFrom: renewalWindow(notAfter, lead).prompt.toISOString(),
    refusal: renewable ? null : "key-unsupported",
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
    (other) => other.file === undefined || other.origin !== origin || (!isNamed(other, name) && !sameSubject(other, { cn, o })),
  );
  return { ...ledger, records: [record, ...others] };
}

/** Updates the ledger after the person has confirmed that the replacement of a file's certificate connects: it is tracked from then on. */
export function noteConfirmed(ledger: Ledger, name: RecordName, now: Date): Ledger {
  const record = ledger.records.find((other) => isNamed(other, name));
  if (record?.file === undefined || record.replacement === null) return ledger;
  const { issuer: issuerKey, serial, notAfter } = record.replacement;
  const { cn, o, file } = record;
  const certificate = { cn, o, serial, issuer: file.issuer, issuerKey, notAfter: new Date(notAfter), renewable: true };
  return noteFile(ledger, name.origin, certificate, now);
}

/** Removes a record from the ledger. */
export function forget(ledger: Ledger, name: RecordName): Ledger {
  return { ...ledger, records: ledger.records.filter((record) => !isNamed(record, name)) };
}
