import { renewalWindow } from "../../../core/renewal/schedule.ts";
import type { ReplacementStage, StageReport } from "../../../protocol/stage.ts";
import { productNamed } from "../../settings/products.ts";
import { appendAudit, readAuditOf } from "../../store/audit/audit.ts";
import { actorOf, nameOf } from "../../store/certificates/certificate-name.ts";
import { findHeldCertificate, type HeldCertificate } from "../../store/certificates/certificates.ts";
import type { AuditRow, CertificateRow, Store } from "../../store/database/schema.ts";
import { findPredecessor } from "../../store/renewals/lineage.ts";
import { markStage, type StageColumn } from "../../store/renewals/replacements.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { findInvalidity, type Invalidity, requireValid } from "../validity.ts";
import { promptDaysOf } from "./renewal-judgement.ts";

const columns: Readonly<Record<StageReport["stage"], StageColumn>> = {
  fetched: "fetchedAt",
  "password-shown": "passwordShownAt",
  imported: "importedAt",
};

/**
 * Records a stage of a replacement, as reported by its holder with the predecessor or the replacement itself. Only the
 * first report of a stage changes anything.
 *
 * @throws Refusal `stage-unknown` if the replacement is not the caller's, or is revoked; as `requireValid`
 */
export async function reportStage(
  service: Service,
  caller: HeldCertificate,
  { serial, stage }: StageReport,
  now: Date,
): Promise<void> {
  await transact(service.store, async (transaction) => {
    const { replacement, predecessor } = requireValid(await findHeldCertificate(transaction, caller.number), now);
    const own = predecessor === null ? undefined : caller;
    const reached = [replacement, own].find((certificate) => certificate?.serial === serial);
    if (reached === undefined) throw new Refusal("stage-unknown");
    if (!(await markStage(transaction, reached.number, columns[stage], now.getTime()))) return;
    const { tenant } = reached;
    await appendAudit(transaction, { at: now, actor: actorOf(caller), action: stage, object: nameOf(reached), detail: {}, tenant });
  });
}

/**
 * Records the first use of a replacement in a handshake, which completes the renewal of its predecessor.
 *
 * @param host the host name that it was presented to
 * @returns why nothing was recorded, if the replacement is no longer valid
 */
export async function recordFirstUse(
  store: Store,
  certificate: CertificateRow,
  host: string,
  now: Date,
): Promise<Invalidity | undefined> {
  return await transact(store, async (transaction) => {
    const current = await findHeldCertificate(transaction, certificate.number);
    const invalidity = current && findInvalidity(current, now);
    if (invalidity !== undefined) return invalidity;
    if (await markStage(transaction, certificate.number, "firstUsedAt", now.getTime())) {
      const predecessor = await findPredecessor(transaction, certificate);
      const detail = { host, predecessor: predecessor === undefined ? null : nameOf(predecessor) };
      const names = { actor: actorOf(certificate), object: nameOf(certificate), tenant: certificate.tenant };
      await appendAudit(transaction, { at: now, ...names, action: "first-used", detail });
    }
    return undefined;
  });
}

/** One stage of a renewal: when it was reached, and the actor, as the audit trail names them. */
export interface ReachedStage {
  readonly stage: "due" | ReplacementStage | "predecessor-retired";
  readonly at: Date;
  readonly actor: string;
}

const stagesOfOwn = new Map<string, ReachedStage["stage"]>(
  (["issued", "fetched", "password-shown", "imported", "first-used"] as const).map((stage) => [stage, stage]),
);
const stagesOfPredecessor = new Map<string, ReachedStage["stage"]>([["retired", "predecessor-retired"]]);

/**
 * The stages of a certificate's renewal in the order of time, from when its predecessor was due to that one's retirement.
 * A renewal before the prompt date has no stage `due`; a first certificate has only its own stages.
 */
export async function readStages(
  { store, settings }: Pick<Service, "store" | "settings">,
  certificate: HeldCertificate,
): Promise<ReachedStage[]> {
  const reached = reachedStages(await readAuditOf(store, certificate), stagesOfOwn);
  if (certificate.predecessor === null) return reached;
  const predecessor = await findHeldCertificate(store, certificate.predecessor);
  if (predecessor === undefined) return reached;
  const product = productNamed(settings, predecessor.product);
  const lead = { ...product, promptDays: promptDaysOf(predecessor, product) };
  const { prompt } = renewalWindow(new Date(predecessor.notAfter), lead);
  const due: ReachedStage = { stage: "due", at: prompt, actor: "schedule" };
  const ends = reachedStages(await readAuditOf(store, predecessor), stagesOfPredecessor);
  return [...(prompt.getTime() <= certificate.issuedAt ? [due] : []), ...reached, ...ends];
}

function reachedStages(trail: readonly AuditRow[], stages: ReadonlyMap<string, ReachedStage["stage"]>): ReachedStage[] {
  return trail.flatMap(({ action, at, actor }) => {
    const stage = stages.get(action);
    return stage === undefined ? [] : [{ stage, at: new Date(at), actor }];
  });
}
