import { renewalWindow } from "../../../core/renewal/schedule.ts";
import type { ReplacementStage } from "../../../protocol/stage.ts";
import { readAudit } from "../../store/audit/audit.ts";
import { findHeldCertificate } from "../../store/certificates/certificates.ts";
import type { AuditRow } from "../../store/database/schema.ts";
import type { Service } from "../service.ts";

/** One stage of a renewal: when it was reached, and by whose doing, as the audit trail names them. */
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
 * How a certificate came to be in use, from its predecessor's becoming due to that one's retirement, in order of time.
 * A renewal before its holder would have been asked has no stage `due`; a first certificate has only those of its own.
 *
 * @returns nothing where no certificate has this serial
 */
export async function readStages({ store, settings }: Pick<Service, "store" | "settings">, serial: string): Promise<ReachedStage[]> {
  const certificate = await findHeldCertificate(store, serial);
  if (certificate === undefined) return [];
  const reached = reachedStages(await readAudit(store, serial), stagesOfOwn);
  if (certificate.predecessor === null) return reached;
  const predecessor = await findHeldCertificate(store, certificate.predecessor);
  if (predecessor === undefined) return reached;
  const { prompt } = renewalWindow(new Date(predecessor.not_after), settings.products[predecessor.product]);
  const due: ReachedStage = { stage: "due", at: prompt, actor: "schedule" };
  const ends = reachedStages(await readAudit(store, predecessor.serial), stagesOfPredecessor);
  return [...(prompt.getTime() <= certificate.issued_at ? [due] : []), ...reached, ...ends];
}

function reachedStages(trail: readonly AuditRow[], stages: ReadonlyMap<string, ReachedStage["stage"]>): ReachedStage[] {
  return trail.flatMap(({ action, at, actor }) => {
    const stage = stages.get(action);
    return stage === undefined ? [] : [{ stage, at: new Date(at), actor }];
  });
}
