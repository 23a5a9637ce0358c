import type { TrailEnd } from "../../../protocol/console/trail.ts";
import { findCheckpoint } from "../../store/audit/audit-checkpoints.ts";
import { readEndOfTenant } from "../../store/audit/organisation-chain.ts";
import { lastPositionUpTo } from "../../store/audit/tenant-entries.ts";
import { findFault, findNotedFaults, type Recorded } from "./audit-checkpoint.ts";

/**
 * Where a tenant's entries end, and up to where the service vouches for them. The checkpoint was made after the whole trail had
 * been recomputed, with the chains of all tenants in it.
 *
 * @throws what reading the master keys throws, except that the checkpoint's is missing
 */
export async function endOfTrail(records: Recorded, tenant: string): Promise<TrailEnd> {
  const { store } = records;
  const checkpoint = await findCheckpoint(store);
  const { position, tenantHash: hash } = await readEndOfTenant(store, tenant);
  if (checkpoint === undefined) return { position, hash, checkpoint: null };
  const agrees = (await findFault(records, checkpoint)) === undefined && (await findNotedFaults(records)).length === 0;
  const covered = await lastPositionUpTo(store, tenant, checkpoint.number);
  return { position, hash, checkpoint: { at: new Date(checkpoint.at).toISOString(), position: covered, agrees } };
}
