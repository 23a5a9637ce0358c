import { comparableName } from "../../../core/name/same-name.ts";
import { asRevocationReason, type ListedReason } from "../../../core/revocation-reason.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import type { SignedList } from "../../authority/lists/read-revocation-list.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { actorOf, nameOf } from "../../store/certificates/certificate-name.ts";
import { findHeldBySerial, markRevoked, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { keepUnknownRevocations, outdateRevocationLists } from "../../store/certificates/revocation-lists.ts";
import type { Store } from "../../store/database/schema.ts";
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
  /** The identifier of its authority; for an unknown certificate, of the one whose list contains it. */
  readonly issuer: string;
}

/**
 * The revocations in some lists that are missing in the database, each certificate once. Authorities with the same Name
 * list each other's certificates: an unknown one in several lists is attributed to the service's own authority if that is
 * among them. Those of other Names may have the same serial number.
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
    const name = comparableName(list.issuer);
    const issuers = new Set([issuer, ...ofName(service, name)]);
    for (const { serial, revokedAt, reason } of list.entries()) {
      const held = await findOf(service.store, serial, issuers);
      if (held !== undefined && held.revokedAt !== null) continue;
      const subject = held && { cn: held.cn, tenant: held.tenant };
      forgotten.set(`${serial} ${name}`, { serial, subject, reason, revokedAt, issuer: held?.issuer ?? issuer });
    }
  }
  return [...forgotten.values()];
}

function ownIssuers({ authority }: Pick<Service, "authority">): ReadonlySet<string> {
  return new Set([authority, ...authority.earlier].map(issuerId));
}

/** The authorities of the service with a Name, whose entries the lists of each contain. */
function ofName({ authority }: Pick<Service, "authority">, name: string): string[] {
  return [authority, ...authority.earlier].filter(({ issuerName }) => comparableName(issuerName) === name).map(issuerId);
}

async function findOf(store: Store, serial: string, issuers: ReadonlySet<string>): Promise<HeldCertificate | undefined> {
  return (await findHeldBySerial(store, serial)).find((held) => issuers.has(held.issuer));
}

/**
 * Repeats revocations with the same reasons and times; compromised keys are blocked. A certificate that the database does
 * not contain is kept in the revocation lists.
 */
export async function revokeAgain(
  { store }: Pick<Service, "store">,
  forgotten: readonly ForgottenRevocation[],
  { actor, now }: Act,
): Promise<void> {
  await transact(store, async (transaction) => {
    for (const { serial, reason, revokedAt, issuer } of forgotten) {
      const held = await findOf(transaction, serial, new Set([issuer]));
      const detail = { reason: held === undefined ? reason : asRevocationReason(reason), revokedAt: revokedAt.toISOString() };
      if (held === undefined) {
        const row = { serial, issuer, revokedAt: revokedAt.getTime(), revocationReason: reason };
        await keepUnknownRevocations(transaction, [row]);
        await appendAudit(transaction, { at: now, actor, action: "revocation-kept", object: nameOf(row), detail, tenant: null });
        continue;
      }
      await markRevoked(transaction, held.number, asRevocationReason(reason), revokedAt.getTime());
      await appendAudit(transaction, { at: now, actor, action: "revoked", object: nameOf(held), detail, tenant: held.tenant });
    }
    // After all are revoked with their own times, because blocking a key revokes its remaining certificates.
    for (const { serial, issuer } of forgotten.filter(({ reason }) => reason === "key-compromise")) {
      const held = await findOf(transaction, serial, new Set([issuer]));
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
