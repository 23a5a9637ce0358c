import type { RevocationReason } from "../../../core/revocation-reason.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import type { SignedList } from "../../authority/read-revocation-list.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { findHeldCertificate, markRevoked } from "../../store/certificates/certificates.ts";
import { keepUnknownRevocation, outdateRevocationLists } from "../../store/certificates/revocation-lists.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";
import { block } from "./blocked-keys.ts";

/** A revocation that a restored database does not contain. */
export interface ForgottenRevocation {
  readonly serial: string;
  /** Undefined for a certificate that the database does not contain either, because it was issued later. */
  readonly subject: { readonly cn: string; readonly tenant: string } | undefined;
  readonly reason: RevocationReason;
  readonly revokedAt: Date;
  /** The identifier of the authority whose list contains it. */
  readonly issuer: string;
}

/**
 * The revocations in some lists that are missing in the database, each certificate once. Authorities with the same Name
 * list each other's certificates: one in several lists is attributed to the service's own authority if that is among
 * them.
 */
export async function findForgotten(
  { store, authority: current }: Service,
  lists: readonly SignedList[],
): Promise<ForgottenRevocation[]> {
  const forgotten = new Map<string, ForgottenRevocation>();
  const own = new Set([current, ...current.earlier].map(issuerId));
  const isOwn = ({ authority }: SignedList): boolean => own.has(issuerId(authority));
  for (const { authority, certificates } of [...lists.filter((list) => !isOwn(list)), ...lists.filter(isOwn)]) {
    for (const { serial, revokedAt, reason } of certificates) {
      const held = await findHeldCertificate(store, serial);
      if (held !== undefined && held.revokedAt !== null) continue;
      const subject = held && { cn: held.cn, tenant: held.tenant };
      forgotten.set(serial, { serial, subject, reason, revokedAt, issuer: issuerId(authority) });
    }
  }
  return [...forgotten.values()];
}

/**
 * Repeats revocations with the same reasons and times; compromised keys are blocked. A certificate that the database does
 * not contain is kept in the revocation lists.
 */
export async function revokeAgain(
  { store }: Service,
  forgotten: readonly ForgottenRevocation[],
  { actor, now }: Act,
): Promise<void> {
  await transact(store, async (transaction) => {
    for (const { serial, subject, reason, revokedAt, issuer } of forgotten) {
      const detail = { reason, revokedAt: revokedAt.toISOString() };
      if (subject === undefined) {
        const row = { serial, issuer, revokedAt: revokedAt.getTime(), revocationReason: reason };
        await keepUnknownRevocation(transaction, row);
        await appendAudit(transaction, { at: now, actor, action: "revocation-kept", object: serial, detail });
        continue;
      }
      await markRevoked(transaction, serial, reason, revokedAt.getTime());
      await appendAudit(transaction, { at: now, actor, action: "revoked", object: serial, detail });
    }
    // After all are revoked with their own times, because blocking a key revokes its remaining certificates.
    for (const { serial, subject, reason } of forgotten) {
      if (subject === undefined || reason !== "key-compromise") continue;
      const held = await findHeldCertificate(transaction, serial);
      if (held !== undefined) await block(transaction, { keys: [held.spkiSha256], source: `certificate ${serial}`, actor, now });
    }
  });
}

/** Makes the next list of every authority a new one, with a higher number than those that were published. */
export async function continueLists({ store }: Service, published: readonly SignedList[]): Promise<void> {
  await transact(store, async (transaction) => {
    await outdateRevocationLists(transaction);
    for (const { authority, number, thisUpdate, der } of published) {
      const moment = thisUpdate.getTime();
      await outdateRevocationLists(transaction, {
        issuer: issuerId(authority),
        number,
        revocations: -1,
        thisUpdate: moment,
        nextUpdate: moment,
        der,
      });
    }
  });
}
