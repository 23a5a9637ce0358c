import type { StageReport } from "../../../protocol/stage.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { findHeldCertificate, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { markStage, type StageColumn } from "../../store/certificates/replacements.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";
import { Refusal } from "../refusal.ts";
import { requireValid } from "../validity.ts";

const columns: Readonly<Record<StageReport["stage"], StageColumn>> = {
  fetched: "fetched_at",
  "password-shown": "password_shown_at",
  imported: "imported_at",
};

/**
 * Writes down how far a replacement has come, by the word of its holder: the predecessor's, or its own. The first
 * report of a stage counts; more of them change nothing.
 *
 * @throws Refusal `stage-unknown` where the replacement is not the caller's, or is revoked; as `requireValid`
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
