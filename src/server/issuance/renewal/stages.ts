import { renewalWindow } from "../../../core/renewal/schedule.ts";
import type { ReplacementStage, StageReport } from "../../../protocol/stage.ts";
import { appendAudit, readAudit } from "../../store/audit/audit.ts";
import { findHeldCertificate, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { markStage, type StageColumn } from "../../store/certificates/replacements.ts";
import type { AuditRow, CertificateRow, Store } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { findInvalidity, type Invalidity, requireValid } from "../validity.ts";

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
    const { replacement, predecessor } = requireValid(await findHeldCertificate(transaction, caller.serial), now);
    const own = serial === replacement?.serial || (serial === caller.serial && predecessor !== null);
    if (!own) throw new Refusal("stage-unknown");
    if (!(await markStage(transaction, serial, columns[stage], now.getTime()))) return;
    const actor = `certificate ${caller.serial}`;
    await appendAudit(transaction, { at: now, actor, action: stage, object: serial, detail: {} });
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
  { serial, predecessor }: CertificateRow,
  host: string,
  now: Date,
): Promise<Invalidity | undefined> {
  return await transact(store, async (transaction) => {
    const current = await findHeldCertificate(transaction, serial);
    const invalidity = current && findInvalidity(current, now);
    if (invalidity !== undefined) return invalidity;
    if (await markStage(transaction, serial, "firstUsedAt", now.getTime())) {
      const detail = { host, predecessor };
      await appendAudit(transaction, { at: now, actor: `certificate ${serial}`, action: "first-used", object: serial, detail });
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
 *
 * @returns an empty list if no certificate has this serial
 */
export async function readStages(
  { store, settings }: Pick<Service, "store" | "settings">,
  serial: string,
): Promise<ReachedStage[]> {
  const certificate = await findHeldCertificate(store, serial);
  if (certificate === undefined) return [];
  const reached = reachedStages(await readAudit(store, serial), stagesOfOwn);
  if (certificate.predecessor === null) return reached;
  const predecessor = await findHeldCertificate(store, certificate.predecessor);
  if (predecessor === undefined) return reached;
  const { prompt } = renewalWindow(new Date(predecessor.notAfter), settings.products[predecessor.product]);
  const due: ReachedStage = { stage: "due", at: prompt, actor: "schedule" };
  const ends = reachedStages(await readAudit(store, predecessor.serial), stagesOfPredecessor);
  return [...(prompt.getTime() <= certificate.issuedAt ? [due] : []), ...reached, ...ends];
}

function reachedStages(trail: readonly AuditRow[], stages: ReadonlyMap<string, ReachedStage["stage"]>): ReachedStage[] {
  return trail.flatMap(({ action, at, actor }) => {
    const stage = stages.get(action);
    return stage === undefined ? [] : [{ stage, at: new Date(at), actor }];
  });
}
