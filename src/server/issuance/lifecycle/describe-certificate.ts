import { certificateState, type CertificateState } from "../../../core/renewal/certificate-state.ts";
import { subjectIn } from "../../../core/x509/certificate.ts";
import { formatName } from "../../../core/x509/distinguished-name.ts";
import { readAuditOf } from "../../store/audit/audit.ts";
import type { CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findHeldCertificate, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { findCertificatesOf, findPredecessors, findSuccessors } from "../../store/certificates/lineage.ts";
import { findLatestOrder } from "../../store/certificates/renewal-orders.ts";
import type { CertificateRow, Store } from "../../store/database/schema.ts";
import { orderInForce } from "../renewal/renewal-order.ts";
import { readStages, type ReachedStage } from "../renewal/stages.ts";
import { requireCertificate, requirePerson, type NamedCertificate } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { isRetired } from "../validity.ts";
import { revocationOf } from "./revoke.ts";

/** A certificate of a lineage, in short. */
export interface LineageMember extends CertificateIdentity {
  readonly state: CertificateState;
  readonly issuedAt: Date;
  readonly notAfter: Date;
}

/** When and why a certificate was revoked, and the actor, as the audit trail names them; null if it has no entry. */
interface DescribedRevocation {
  readonly at: Date;
  readonly reason: string;
  readonly actor: string | null;
}

/** A certificate as an operator sees it. */
export interface CertificateDescription extends LineageMember {
  readonly cn: string;
  readonly tenant: string;
  /** The whole Name (RFC 4514). */
  readonly subject: string;
  readonly revocation: DescribedRevocation | null;
  /** The order to renew it at once; null if there is none, or it has ended or been followed. */
  readonly renewalOrder: { readonly at: Date; readonly reason: string; readonly until: Date | null } | null;
  readonly stages: readonly ReachedStage[];
  /** The certificates that it was renewed from, the nearest first. */
  readonly predecessors: readonly LineageMember[];
  /** The certificates that it was renewed to, in the order of issue. */
  readonly successors: readonly LineageMember[];
}

/** The certificates to describe: one, by its serial number, or all of a person or program. */
export type Described = NamedCertificate | Pick<CertificateRow, "tenant" | "cn">;

/**
 * Describes certificates, the newest first.
 *
 * @throws OperatorError `tenant-unknown`, `certificate-unknown`
 */
export async function describeCertificates(
  records: Pick<Service, "store" | "settings">,
  whose: Described,
  now: Date,
): Promise<CertificateDescription[]> {
  const { store } = records;
  if ("serial" in whose) return [await describeCertificate(records, await requireCertificate(store, whose), now)];
  await requirePerson(store, whose);
  const descriptions: CertificateDescription[] = [];
  for (const { number } of await findCertificatesOf(store, whose.tenant, whose.cn)) {
    descriptions.push(await describeCertificate(records, await held(store, number), now));
  }
  return descriptions;
}

/** Describes a certificate: its state, the stages of its renewal, and its lineage. */
export async function describeCertificate(
  records: Pick<Service, "store" | "settings">,
  certificate: HeldCertificate,
  now: Date,
): Promise<CertificateDescription> {
  const { store } = records;
  const { cn, tenant } = certificate;
  const lineage = async (rows: readonly CertificateRow[]): Promise<LineageMember[]> =>
    await Promise.all(rows.map(async ({ number }) => lineageMember(await held(store, number), now)));
  return {
    ...lineageMember(certificate, now),
    cn,
    tenant,
    subject: formatName(subjectIn(certificate.der)),
    revocation: await describeRevocation(store, certificate),
    renewalOrder: await openOrder(store, certificate, now),
    stages: await readStages(records, certificate),
    predecessors: await lineage(await findPredecessors(store, certificate)),
    successors: await lineage(await findSuccessors(store, certificate)),
  };
}

async function held(store: Store, number: number): Promise<HeldCertificate> {
  const certificate = await findHeldCertificate(store, number);
  if (certificate === undefined) throw new Error(`Certificate number ${number} was deleted from the database.`);
  return certificate;
}

async function describeRevocation(store: Store, certificate: HeldCertificate): Promise<DescribedRevocation | null> {
  const revocation = revocationOf(certificate);
  if (revocation === null) return null;
  const trail = await readAuditOf(store, certificate);
  const entry = trail.find(({ action }) => action === "revoked" || action === "retired");
  return { ...revocation, actor: entry?.actor ?? null };
}

async function openOrder(store: Store, certificate: HeldCertificate, now: Date): Promise<CertificateDescription["renewalOrder"]> {
  const { replacement, revokedAt, notAfter } = certificate;
  const done = replacement !== undefined && replacement.firstUsedAt !== null;
  if (done || revokedAt !== null || notAfter < now.getTime() || orderInForce(certificate, now) === undefined) return null;
  const order = await findLatestOrder(store, certificate);
  if (order === undefined) return null;
  return { at: new Date(order.orderedAt), reason: order.reason, until: order.endsAt === null ? null : new Date(order.endsAt) };
}

function lineageMember(certificate: HeldCertificate, now: Date): LineageMember {
  const { issuer, serial, predecessor, replacement, firstUsedAt, revokedAt, issuedAt, notAfter } = certificate;
  const facts = {
    awaitsFirstUse: predecessor !== null && firstUsedAt === null,
    replaced: replacement !== undefined && replacement.firstUsedAt !== null,
    revoked: revokedAt !== null || isRetired(certificate, now),
    notAfter: new Date(notAfter),
  };
  return { issuer, serial, state: certificateState(facts, now), issuedAt: new Date(issuedAt), notAfter: facts.notAfter };
}
