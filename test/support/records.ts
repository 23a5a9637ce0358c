import { readAuditOf } from "../../src/server/store/audit/audit.ts";
import { findHeldBySerial, type HeldCertificate } from "../../src/server/store/certificates/certificates.ts";
import type { AuditRow, CertificateRow, Store } from "../../src/server/store/database/schema.ts";
import { findReplacement } from "../../src/server/store/renewals/replacements.ts";

/** The record of the only certificate with a serial number. */
export async function recordOf(store: Store, serial: string): Promise<HeldCertificate | undefined> {
  const [record, ...others] = await findHeldBySerial(store, serial);
  if (others.length > 0) throw new Error(`Several certificates have the serial ${serial}.`);
  return record;
}

/** The replacement of the only certificate with a serial number. */
export async function replacementOf(store: Store, serial: string): Promise<CertificateRow | undefined> {
  const record = await recordOf(store, serial);
  return record && (await findReplacement(store, record.number));
}

/** The record of the only certificate with a serial number, which there must be. */
export async function existingRecord(store: Store, serial: string): Promise<HeldCertificate> {
  const record = await recordOf(store, serial);
  if (record === undefined) throw new Error(`No certificate has the serial ${serial}.`);
  return record;
}

/** The entries of the audit trail about the only certificate with a serial number, oldest first. */
export async function trailOf(store: Store, serial: string): Promise<AuditRow[]> {
  return await readAuditOf(store, await existingRecord(store, serial));
}

/** The number of the only certificate with a serial number. */
export async function numberOf(store: Store, serial: string): Promise<number> {
  return (await existingRecord(store, serial)).number;
}
