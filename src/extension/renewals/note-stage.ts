import { hasReached, type StageReport } from "../../protocol/stage.ts";
import type { Ledger } from "./ledger.ts";
import type { RenewalRecord } from "./record.ts";

/** The ledger after the person has brought a replacement to a stage, whether or not the service could be told. */
export function noteStage(ledger: Ledger, origin: string, report: StageReport, now: Date): Ledger {
  return { ...ledger, records: ledger.records.map((record) => atStage(record, origin, report, now)) };
}

function atStage(record: RenewalRecord, origin: string, { serial, stage }: StageReport, now: Date): RenewalRecord {
  const { replacement } = record;
  if (record.origin !== origin || replacement?.serial !== serial || hasReached(replacement.stage, stage)) return record;
  return { ...record, replacement: { ...replacement, stage }, seenAt: now.toISOString() };
}
