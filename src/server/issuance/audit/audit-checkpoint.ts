import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import * as v from "valibot";
import { findCheckpoint, storeCheckpoint } from "../../store/audit/audit-checkpoints.ts";
import { findEntry, verifyAudit } from "../../store/audit/audit.ts";
import type { AuditCheckpointRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { readIdentity } from "../../store/identity.ts";
import { transact } from "../../store/transact.ts";
import { replacePublishedFile } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { readDataFileIfThere } from "../../system/read-data-file.ts";
import type { MasterKey } from "../../vault/master-keys.ts";
import type { Vault } from "../../vault/vault.ts";
import { sealingKey } from "../secrets/kept-secrets.ts";
import type { Service } from "../service.ts";

const NotedCheckpoint = v.object({
  /** An entry's number. */
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** That entry's hash, which covers all previous ones. */
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
/** A checkpoint of the audit trail that was noted outside of the database. */
export type NotedCheckpoint = v.InferOutput<typeof NotedCheckpoint>;

const fileName = "audit-checkpoint.json";

const NotedInFolder = v.object({ database: v.string(), ...NotedCheckpoint.entries });

/** The parts of a service that checkpoints are made with. */
export type Recorded = Pick<Service, "store" | "vault" | "published">;

/** How a checkpoint and the trail disagree. */
export type CheckpointFault = "other-master-key" | "forged" | "trail-cut-off" | "trail-rewritten";

/**
 * Signs the end of the audit trail with a key that is derived from the master key, which reveals changes by somebody who
 * has only the database, even if they recompute every hash. The previous checkpoint is compared, and the entries since it
 * are verified, so that nothing is signed that was changed meanwhile. The data folder gets a copy.
 *
 * @returns the checkpoint; undefined if nothing was written since the previous one
 * @throws OperatorError `audit-trail-changed`, and `master-key-wrong` or what reading the master key throws
 */
export async function makeCheckpoint(service: Recorded, now: Date): Promise<NotedCheckpoint | undefined> {
  const { store, vault, published } = service;
  const before = await findCheckpoint(store);
  const faults = [before && (await findFault(service, before)), ...(await findNotedFaults(service)).map(({ fault }) => fault)];
  // Throws the error that names the missing key.
  if (before !== undefined && faults[0] === "other-master-key") await vault.keyById(before.masterKey);
  if (faults.some((fault) => fault !== undefined)) throw changed();
  const { whole, broken } = await verifyAudit(store, { after: before });
  if (broken !== undefined) throw changed();
  if (whole === (before?.number ?? 0)) return undefined;
  const hash = (await findEntry(store, whole))?.hash ?? "";
  await transact(store, async (transaction) => {
    // Another process may have made a checkpoint meanwhile.
    if (((await findCheckpoint(transaction))?.number ?? 0) >= whole) return;
    const key = await sealingKey(vault, transaction);
    await storeCheckpoint(transaction, await signed(transaction, key, { number: whole, hash, at: now.getTime() }));
  });
  const noted = { number: whole, hash };
  await replacePublishedFile(published, fileName, `${JSON.stringify({ database: await readIdentity(store), ...noted })}\n`);
  return noted;
}

/**
 * Signs the same checkpoint with another master key, before the current one is removed. A checkpoint that is not valid is
 * not changed.
 */
export async function resignCheckpoint(vault: Vault, to: MasterKey, transaction: StoreTransaction): Promise<void> {
  const checkpoint = await findCheckpoint(transaction);
  if (checkpoint === undefined || checkpoint.masterKey === to.id) return;
  const key = await keyOf(vault, checkpoint);
  if (key !== undefined && (await isSigned(transaction, key, checkpoint))) {
    await storeCheckpoint(transaction, await signed(transaction, to, checkpoint));
  }
}

/**
 * Verifies the checkpoint in the database.
 *
 * @returns undefined if it agrees with the trail
 * @throws what reading the master keys throws, except that the key is missing
 */
export async function findFault(service: Recorded, checkpoint: AuditCheckpointRow): Promise<CheckpointFault | undefined> {
  const key = await keyOf(service.vault, checkpoint);
  if (key === undefined) return "other-master-key";
  return (await isSigned(service.store, key, checkpoint)) ? await compare(service.store, checkpoint) : "forged";
}

/**
 * Verifies the checkpoints that were noted outside of the database: in the data folder, and elsewhere.
 *
 * @param others those noted elsewhere
 */
export async function findNotedFaults(
  { store, published }: Recorded,
  others: readonly NotedCheckpoint[] = [],
): Promise<{ readonly checkpoint: NotedCheckpoint; readonly fault: CheckpointFault }[]> {
  const noted = await readNoted(published, await readIdentity(store));
  // Read after the folder's, because it is written before it: it is never older, whatever other processes do meanwhile.
  const inDatabase = await findCheckpoint(store);
  const faults: { checkpoint: NotedCheckpoint; fault: CheckpointFault }[] = [];
  for (const checkpoint of [...(noted ? [noted] : []), ...others]) {
    const fault = await compare(store, checkpoint);
    if (fault !== undefined) faults.push({ checkpoint, fault });
  }
  if (noted !== undefined && faults.length === 0 && (inDatabase?.number ?? 0) < noted.number) {
    faults.push({ checkpoint: noted, fault: "forged" });
  }
  return faults;
}

async function compare(store: Store, { number, hash }: NotedCheckpoint): Promise<CheckpointFault | undefined> {
  const entry = await findEntry(store, number);
  if (entry === undefined) return "trail-cut-off";
  return entry.hash === hash ? undefined : "trail-rewritten";
}

/**
 * The checkpoint in the data folder, if it is one of this database; a previous database had another trail.
 *
 * @throws OperatorError `audit-trail-changed` if the file is malformed, `file-unreadable`
 */
async function readNoted(published: string, identity: string | undefined): Promise<NotedCheckpoint | undefined> {
  const path = join(published, fileName);
  const text = await readDataFileIfThere(path);
  if (text === undefined) return undefined;
  const decoded = v.safeParse(v.pipe(v.string(), v.parseJson(), NotedInFolder), text);
  if (!decoded.success) {
    const sentence = `${path} is not as a service writes it, so it proves nothing. Find out who changed it, move it away, and verify the trail (koshin audit --verify).`;
    throw new OperatorError("audit-trail-changed", sentence, { cause: new v.ValiError(decoded.issues) });
  }
  return decoded.output.database === identity ? decoded.output : undefined;
}

/** The master key that a checkpoint names; undefined if the file does not contain it. */
async function keyOf(vault: Vault, checkpoint: AuditCheckpointRow): Promise<MasterKey | undefined> {
  return await vault.keyById(checkpoint.masterKey).catch((error: unknown) => {
    if (error instanceof OperatorError && error.code === "master-key-wrong") return undefined;
    throw error;
  });
}

async function isSigned(store: Store, key: MasterKey, checkpoint: AuditCheckpointRow): Promise<boolean> {
  const expected = await macOf(store, key, checkpoint);
  return checkpoint.mac.length === expected.length && timingSafeEqual(checkpoint.mac, expected);
}

type Unsigned = Pick<AuditCheckpointRow, "number" | "hash" | "at">;

async function signed(store: Store, key: MasterKey, { number, hash, at }: Unsigned): Promise<AuditCheckpointRow> {
  return { number, hash, at, masterKey: key.id, mac: await macOf(store, key, { number, hash, at }) };
}

async function macOf(store: Store, { key }: MasterKey, { number, hash, at }: Unsigned): Promise<Uint8Array> {
  const own = Buffer.from(hkdfSync("sha256", key, "", "koshin audit checkpoint", 32));
  const text = JSON.stringify([await readIdentity(store), number, hash, at]);
  return new Uint8Array(createHmac("sha256", own).update(text).digest());
}

function changed(): OperatorError {
  const sentence = "The audit trail has been changed. See what was changed (koshin audit --verify), and restore a backup.";
  return new OperatorError("audit-trail-changed", sentence);
}
