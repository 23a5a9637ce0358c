import { findCheckpoint } from "../../store/audit/audit-checkpoints.ts";
import { countAudit, findEntry, verifyAudit } from "../../store/audit/audit.ts";
import type { Discrepancy } from "../../store/audit/discrepancy.ts";
import { reconcile } from "../../store/audit/reconcile.ts";
import {
  findFault,
  findNotedFaults,
  makeCheckpoint,
  type CheckpointFault,
  type NotedCheckpoint,
  type Recorded,
} from "./audit-checkpoint.ts";

/** A discovered change of the trail, a checkpoint or a table. */
export type TrailFinding =
  | { readonly kind: "broken"; readonly entry: number }
  | { readonly kind: CheckpointFault; readonly entry: number }
  | ({ readonly kind: "discrepancy" } & Discrepancy);

/** The result of verifying the audit trail. */
export interface TrailReport {
  /** The number and the hash of the last intact entry, to be noted elsewhere. */
  readonly entries: number;
  readonly hash: string;
  /** The number of entries that the latest checkpoint covers. */
  readonly vouchedFor: number;
  readonly findings: readonly TrailFinding[];
}

/** Options of the verification. */
export interface Verification {
  /** Checkpoints that were noted elsewhere. */
  readonly noted?: readonly NotedCheckpoint[];
  /** Receives the number of entries verified, and of all. */
  readonly progress?: (done: number, all: number) => void;
}

/**
 * Verifies the audit trail as `verifyTrail` does, and makes a checkpoint if there are no findings.
 *
 * @throws as `verifyTrail` and `makeCheckpoint`
 */
export async function verifyAndVouch(service: Recorded, verification: Verification, now: Date): Promise<TrailReport> {
  const report = await verifyTrail(service, verification);
  if (report.findings.length === 0) await makeCheckpoint(service, now);
  return report;
}

/**
 * Recomputes the audit trail, and compares it with its checkpoints and the tables. Services may write meanwhile.
 *
 * @throws what reading the master keys throws, except that the checkpoint's is missing
 */
export async function verifyTrail(service: Recorded, options: Verification = {}): Promise<TrailReport> {
  const { store } = service;
  const checkpoint = await findCheckpoint(store);
  const findings: TrailFinding[] = [];
  const fault = checkpoint && (await findFault(service, checkpoint));
  if (checkpoint !== undefined && fault !== undefined) findings.push({ kind: fault, entry: checkpoint.number });
  for (const noted of await findNotedFaults(service, options.noted)) {
    findings.push({ kind: noted.fault, entry: noted.checkpoint.number });
  }
  const all = await countAudit(store);
  const reconciliation = reconcile(store);
  let done = 0;
  const { whole, broken } = await verifyAudit(store, {
    async read(page) {
      await reconciliation.read(page);
      done += page.length;
      options.progress?.(done, Math.max(done, all));
    },
  });
  // A trail that is changed is not compared with the tables.
  if (broken === undefined)
    findings.push(...(await reconciliation.finish()).map((each) => ({ kind: "discrepancy", ...each }) as const));
  else findings.push({ kind: "broken", entry: broken });
  const hash = (await findEntry(store, whole))?.hash ?? "";
  return { entries: whole, hash, vouchedFor: checkpoint?.number ?? 0, findings };
}

/** A finding in words, with what to do about it. */
export function describeFinding(finding: TrailFinding): string {
  return `${inWords(finding)} ${finding.kind === "other-master-key" ? otherMasterKey : "Find out who changed it, and restore a backup."}`;
}

const otherMasterKey =
  "Restore the master key file that belongs to this database, and verify again. If it is the one that is there, somebody has changed the checkpoint: restore a backup.";

function inWords(finding: TrailFinding): string {
  switch (finding.kind) {
    case "broken":
      return `Entry ${finding.entry} of the audit trail has been changed.`;
    case "other-master-key":
      return `The checkpoint of the audit trail at entry ${finding.entry} was made with a master key that is not in the file, so the trail cannot be verified.`;
    case "forged":
      return `The checkpoint of the audit trail at entry ${finding.entry} was not made with this service's master key, or was replaced by an older one.`;
    case "trail-cut-off":
      return `Entry ${finding.entry} of the audit trail is missing: the trail was truncated, or an earlier state of the database was restored.`;
    case "trail-rewritten":
      return `Entry ${finding.entry} of the audit trail, or one before it, was changed, and the hashes were recomputed.`;
    case "discrepancy":
      return `${discrepancyInWords(finding)}${finding.entry === undefined ? "" : ` (entry ${finding.entry})`}.`;
  }
}

function discrepancyInWords({ what, object }: Discrepancy): string {
  switch (what) {
    case "certificate-missing":
      return `Certificate ${object} was issued, but is missing from the table`;
    case "certificate-changed":
      return `Certificate ${object} differs in the table from what was issued`;
    case "certificate-without-entry":
      return `Certificate ${object} is in the table, but the audit trail has no entry for its issue`;
    case "revocation-changed":
      return `Certificate ${object} is not revoked in the table as the audit trail records`;
    case "revocation-without-entry":
      return `Certificate ${object} is revoked in the table, but the audit trail has no entry for that`;
    case "stage-changed":
      return `Certificate ${object} has not reached a stage in the table as the audit trail records`;
    case "key-not-destroyed":
      return `The key of certificate ${object} is not destroyed in the table as the audit trail records`;
    case "key-not-blocked":
      return `Key ${object} is not blocked in the table as the audit trail records`;
    case "tenant-changed":
      return `Tenant ${object} differs in the table from what the audit trail records`;
    case "defaults-changed":
      return `What tenants of product ${object} begin with differs in the table from what the audit trail records`;
    case "holder-rules-changed":
      return `What tenant ${object} has decided for holders differs in the table from what the audit trail records`;
    case "account-changed":
      return `Account ${object} differs in the table from what the audit trail records`;
    case "token-changed":
      return `Token ${object} differs in the table from what the audit trail records`;
  }
}
