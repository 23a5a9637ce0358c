import { asRevocationReason, type ListedReason } from "../../../core/revocation-reason.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import type { SignedList } from "../../authority/lists/read-revocation-list.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { actorOf, nameOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findHeldBySerial, markRevoked, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { keepUnknownRevocations, outdateRevocationLists } from "../../store/certificates/revocation-lists.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";
import { block } from "./blocked-keys.ts";
import { continueList } from "./continue-list.ts";

/** A revocation that a restored database does not contain. */
export interface ForgottenRevocation {
  readonly serial: string;
  /** Undefined for a certificate that the database does not contain either, because it was issued later. */
  readonly subject: { readonly cn: string; readonly tenant: string } | undefined;
  readonly reason: ListedReason;
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
  service: Pick<Service, "store" | "authority">,
  lists: readonly SignedList[],
): Promise<ForgottenRevocation[]> {
  const forgotten = new Map<string, ForgottenRevocation>();
  const own = ownIssuers(service);
  const isOwn = ({ authority }: SignedList): boolean => own.has(issuerId(authority));
  for (const list of [...lists.filter((each) => !isOwn(each)), ...lists.filter(isOwn)]) {
    const issuer = issuerId(list.authority);
    for (const { serial, revokedAt, reason } of list.entries()) {
      const held = await findListed(service, { serial, issuer });
      if (held !== undefined && held.revokedAt !== null) continue;
      const subject = held && { cn: held.cn, tenant: held.tenant };
      forgotten.set(serial, { serial, subject, reason, revokedAt, issuer });
    }
  }
  return [...forgotten.values()];
}

function ownIssuers({ authority }: Pick<Service, "authority">): ReadonlySet<string> {
  return new Set([authority, ...authority.earlier].map(issuerId));
}

/** The certificate of an entry: its issuer is the list's, or another authority of the service, whose entries it contains. */
async function findListed(
  { store, authority }: Pick<Service, "store" | "authority">,
  { serial, issuer }: CertificateIdentity,
): Promise<HeldCertificate | undefined> {
  const own = ownIssuers({ authority });
  return (await findHeldBySerial(store, serial)).find((held) => held.issuer === issuer || own.has(held.issuer));
}

/**
 * Repeats revocations with the same reasons and times; compromised keys are blocked. A certificate that the database does
 * not contain is kept in the revocation lists.
 */
export async function revokeAgain(
  { store, authority }: Pick<Service, "store" | "authority">,
  forgotten: readonly ForgottenRevocation[],
  { actor, now }: Act,
): Promise<void> {
  await transact(store, async (transaction) => {
    for (const { serial, reason, revokedAt, issuer } of forgotten) {
      const held = await findListed({ store: transaction, authority }, { serial, issuer });
      const detail = { reason: held === undefined ? reason : asRevocationReason(reason), revokedAt: revokedAt.toISOString() };
      if (held === undefined) {
        const row = { serial, issuer, revokedAt: revokedAt.getTime(), revocationReason: reason };
        await keepUnknownRevocations(transaction, [row]);
        await appendAudit(transaction, { at: now, actor, action: "revocation-kept", object: nameOf(row), detail });
        continue;
      }
      await markRevoked(transaction, held.number, asRevocationReason(reason), revokedAt.getTime());
      await appendAudit(transaction, { at: now, actor, action: "revoked", object: nameOf(held), detail });
    }
    // After all are revoked with their own times, because blocking a key revokes its remaining certificates.
    for (const { serial, issuer } of forgotten.filter(({ reason }) => reason === "key-compromise")) {
      const held = await findListed({ store: transaction, authority }, { serial, issuer });
      if (held === undefined) continue;
      await block(transaction, { keys: [held.spkiSha256], source: actorOf(held), actor, now });
    }
  });
}

/** Makes the next list of every authority a new one, with a higher number than those that were published. */
export async function continueLists({ store }: Service, published: readonly SignedList[]): Promise<void> {
  await transact(store, async (transaction) => {
    await outdateRevocationLists(transaction);
    for (const list of published) await continueList(transaction, issuerId(list.authority), list);
  });
}
