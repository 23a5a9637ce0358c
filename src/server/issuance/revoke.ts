import type { RevocationReason } from "../../core/revocation-reason.ts";
import { OperatorError } from "../operator-error.ts";
import { appendAudit } from "../store/audit.ts";
import { findHeldCertificate, markRevoked } from "../store/certificates.ts";
import { transact } from "../store/transact.ts";
import type { Service } from "./service.ts";

/**
 * Revokes a certificate. It is refused from the next request on, and its predecessor, where it has one, renews again.
 * A certificate that is revoked stays so, with its first reason.
 *
 * @throws OperatorError `certificate-unknown`
 */
export async function revokeCertificate(service: Service, serial: string, reason: RevocationReason, now: Date): Promise<void> {
  await transact(service.store, async (transaction) => {
    const certificate = await findHeldCertificate(transaction, serial);
    if (certificate === undefined) {
      throw new OperatorError("certificate-unknown", `No certificate has the serial ${serial}. Check its digits.`);
    }
    if (certificate.revoked_at !== null) return;
    await markRevoked(transaction, serial, reason, now.getTime());
    await appendAudit(transaction, { at: now, actor: "operator", action: "revoked", object: serial, detail: { reason } });
  });
}
