import { prepared, type Placeholders } from "../database/prepared.ts";
import type { AuditCheckpointRow, Store } from "../database/schema.ts";

const row = 1;

/** The latest checkpoint of the audit trail. */
export async function findCheckpoint(store: Store): Promise<AuditCheckpointRow | undefined> {
  const [checkpoint] = await byId(store, { id: row });
  return checkpoint;
}

const byId = prepared((store, of: Placeholders<{ id: number }>) =>
  store.selectFrom("auditCheckpoint").select(["number", "hash", "at", "masterKey", "mac"]).where("id", "=", of("id")),
);

/** Stores a checkpoint, which replaces the previous one, whose entries it covers too. */
export async function storeCheckpoint(store: Store, checkpoint: AuditCheckpointRow): Promise<void> {
  await store
    .insertInto("auditCheckpoint")
    .values({ id: row, ...checkpoint })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(checkpoint))
    .execute();
}
