import { dayInMilliseconds } from "../../core/days.ts";
import { hasReached } from "../../protocol/stage.ts";
import type { PendingReplacement, Status } from "../../protocol/status.ts";
import type { Ledger } from "./ledger.ts";
import { isNamed, type RenewalRecord } from "./record.ts";

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
