import type { Device } from "../../../core/import-steps/device.ts";
import { appendAudit, type AuditEntry } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { findKeptKey } from "../../store/certificates/kept-keys.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import { markStage } from "../../store/renewals/replacements.ts";
import type { Administrator } from "../administration/administrator.ts";
import type { WithKeptKey } from "../secrets/kept-file.ts";

/** What is handed out of a certificate whose key the service keeps: its password, its .p12 file, or both in a zip file. */
export type HandedOut = "password" | "p12" | "zip";

/** Who hands something out, when, and for which device of the holder's, if it is for another one. */
export interface HandOut {
  readonly device?: Device | undefined;
  readonly by: Administrator;
  readonly now: Date;
}

const stages = {
  p12: [["fetchedAt", "fetched"]],
  password: [["passwordShownAt", "password-shown"]],
  zip: [
    ["fetchedAt", "fetched"],
    ["passwordShownAt", "password-shown"],
  ],
} as const;

/**
 * Records that secrets of a certificate are handed out, in the transaction that reads them.
 *
 * @returns undefined, and records nothing, if the service does not have the key
 */
export async function recordHandOut(
  transaction: StoreTransaction,
  certificate: CertificateRow,
  what: HandedOut,
  { by: { actor }, now, device }: HandOut,
): Promise<WithKeptKey | undefined> {
  const kept = await findKeptKey(transaction, certificate.number);
  if (kept === undefined) return undefined;
  const entry = { at: now, actor, object: nameOf(certificate), tenant: certificate.tenant };
  const entries: AuditEntry[] = [
    what === "password"
      ? { ...entry, action: "password-revealed", detail: {} }
      : { ...entry, action: "file-handed-out", detail: { format: what, ...(device === undefined ? {} : { device }) } },
  ];
  for (const [column, action] of stages[what]) {
    if (await markStage(transaction, certificate.number, column, now.getTime())) entries.push({ ...entry, action, detail: {} });
  }
  await appendAudit(transaction, ...entries);
  return { certificate, kept };
}
