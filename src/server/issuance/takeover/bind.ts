import { createHash } from "node:crypto";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { recordOctets } from "../../store/certificates/taken-certificates.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import { takeMailAddress } from "../../store/holders/holder-rows.ts";
import type { Predecessor } from "./judge-certificate.ts";

/**
 * Records the octets of a certificate of which only facts were known, in the caller's transaction. Its facts and its
 * signature have been compared.
 */
export async function bind(
  transaction: StoreTransaction,
  row: Pick<CertificateRow, "number" | "issuer" | "serial" | "tenant" | "cn">,
  { der, spkiSha256, notBefore }: Predecessor,
  { actor, now: at }: Act,
): Promise<void> {
  const begin = notBefore.getTime();
  await recordOctets(transaction, row.number, { der, spkiSha256, notBefore: begin, issuedAt: Math.min(begin, at.getTime()) });
  await takeMailAddress(transaction, row, der, at.getTime());
  const detail = { sha256: createHash("sha256").update(der).digest("hex") };
  const { tenant } = row;
  await appendAudit(transaction, { at, actor, action: "certificate-bound", object: nameOf(row), detail, tenant });
}
