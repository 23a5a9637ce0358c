import * as v from "valibot";
import type { Bytes } from "../../../core/bytes.ts";
import { formatName } from "../../../core/name/distinguished-name.ts";
import { certificateState, type CertificateState } from "../../../core/renewal/certificate-state.ts";
import { parseCertificate, subjectIn } from "../../../core/x509/certificate.ts";
import { subjectFor } from "../../settings/subjects.ts";
import { readAuditOf } from "../../store/audit/audit.ts";
import { findBatchEntries } from "../../store/audit/entries-of-batches.ts";
import type { CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findHeldCertificate, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { findPresentations } from "../../store/certificates/presentations.ts";
import { findUnbound } from "../../store/certificates/taken-certificates.ts";
import type { AuditRow, CertificateRow, Store } from "../../store/database/schema.ts";
import { findCertificatesOf, findPredecessors, findSuccessors } from "../../store/renewals/lineage.ts";
import { findLatestOrder } from "../../store/renewals/renewal-orders.ts";
import { orderInForce } from "../renewal/renewal-order.ts";
import { readStages, type ReachedStage } from "../renewal/stages.ts";
import { requireCertificate, requirePerson, type NamedCertificate } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { nameInFacts } from "../takeover/listed-certificate.ts";
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

/** How a certificate came here that this service has not issued. */
interface Origin {
  readonly at: Date;
  /** As the audit trail names them. */
  readonly actor: string;
  /** The paths that were imported; null if its holder presented it. */
  readonly source: string | null;
  /** Whether only facts are known of it, until its holder presents it. */
  readonly byFacts: boolean;
}

/** An order to renew a certificate before it is due. */
interface DescribedOrder {
  readonly at: Date;
  readonly reason: string;
  /** From when it is due; null at once. */
  readonly from: Date | null;
  /** Of every day, by the tenant's clocks: 12:00-14:00; null for all. */
  readonly hours: string | null;
  readonly until: Date | null;
}

/** Where a certificate was presented, as far as that is kept. */
interface Presented {
  readonly host: string;
  /** Of the computer that presented it. */
  readonly address: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** A certificate as an operator sees it. */
export interface CertificateDescription extends LineageMember {
  readonly cn: string;
  readonly tenant: string;
  /** The whole Name (RFC 4514). */
  readonly subject: string;
  /** Its issuer's; null if only facts are known of it. */
  readonly issuerName: string | null;
  /** Null if this service has issued it. */
  readonly takenUp: Origin | null;
  readonly revocation: DescribedRevocation | null;
  /** The order to renew it early; null if there is none, or it has ended or been followed. */
  readonly renewalOrder: DescribedOrder | null;
  readonly stages: readonly ReachedStage[];
  /** The latest first. */
  readonly presentations: readonly Presented[];
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
  const trail = await readTrail(store, certificate);
  const lineage = async (rows: readonly CertificateRow[]): Promise<LineageMember[]> =>
    await Promise.all(rows.map(async ({ number }) => lineageMember(await held(store, number), now)));
  return {
    ...lineageMember(certificate, now),
    cn,
    tenant,
    subject: formatName(await subjectOf(records, certificate)),
    issuerName: certificate.der.length === 0 ? null : formatName(parseCertificate(new Uint8Array(certificate.der)).issuer),
    takenUp: describeTaking(trail, certificate),
    revocation: describeRevocation(trail, certificate),
    renewalOrder: await openOrder(store, certificate, now),
    stages: await readStages(records, certificate),
    presentations: (await findPresentations(store, [certificate.number])).map(({ host, address, firstAt, lastAt }) => {
      return { host, address, firstAt: new Date(firstAt), lastAt: new Date(lastAt) };
    }),
    predecessors: await lineage(await findPredecessors(store, certificate)),
    successors: await lineage(await findSuccessors(store, certificate)),
  };
}

async function held(store: Store, number: number): Promise<HeldCertificate> {
  const certificate = await findHeldCertificate(store, number);
  if (certificate === undefined) throw new Error(`Certificate number ${number} was deleted from the database.`);
  return certificate;
}

/** What the audit trail says of a certificate itself, and of the batches that it was imported and revoked in. */
async function readTrail(store: Store, certificate: HeldCertificate): Promise<AuditRow[]> {
  const own = await readAuditOf(store, certificate);
  const whole = own.some(({ action }) => action === "issued") && (certificate.revokedAt === null || own.some(isRevocation));
  return whole ? own : [...own, ...(await findBatchEntries(store, certificate))];
}

async function subjectOf(
  { store, settings }: Pick<Service, "store" | "settings">,
  { number, der, tenant, cn }: HeldCertificate,
): Promise<Bytes> {
  if (der.length > 0) return subjectIn(der);
  const facts = await findUnbound(store, number);
  return (facts && nameInFacts(facts)) ?? subjectFor(settings.subjects, { tenant, cn });
}

const Source = v.pipe(v.string(), v.parseJson(), v.object({ source: v.optional(v.string()) }));

function describeTaking(trail: readonly AuditRow[], { der }: HeldCertificate): Origin | null {
  const entry = trail.find(({ action }) => action === "certificates-taken" || action === "certificates-listed");
  if (entry === undefined) return null;
  const { at, actor, detail } = entry;
  return { at: new Date(at), actor, source: v.parse(Source, detail).source ?? null, byFacts: der.length === 0 };
}

function describeRevocation(trail: readonly AuditRow[], certificate: HeldCertificate): DescribedRevocation | null {
  const revocation = revocationOf(certificate);
  if (revocation === null) return null;
  const entry = trail.find(isRevocation) ?? trail.find(({ action }) => action === "revocations-taken");
  return { ...revocation, actor: entry?.actor ?? null };
}

function isRevocation({ action }: AuditRow): boolean {
  return action === "revoked" || action === "retired";
}

async function openOrder(store: Store, certificate: HeldCertificate, now: Date): Promise<CertificateDescription["renewalOrder"]> {
  const { replacement, revokedAt, notAfter } = certificate;
  const done = replacement !== undefined && replacement.firstUsedAt !== null;
  if (done || revokedAt !== null || notAfter < now.getTime() || orderInForce(certificate, now) === undefined) return null;
  const order = await findLatestOrder(store, certificate);
  if (order === undefined) return null;
  const { orderedAt, reason, startsAt, windowFrom, windowTo, endsAt } = order;
  return {
    at: new Date(orderedAt),
    reason,
    from: startsAt === null ? null : new Date(startsAt),
    hours: windowFrom === null || windowTo === null ? null : `${windowFrom}-${windowTo}`,
    until: endsAt === null ? null : new Date(endsAt),
  };
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
