import { prepared, type Placeholders } from "../database/prepared.ts";
import type { AuditCheckpointRow, Store } from "../database/schema.ts";

const row = 1;

/** The checkpoint of the audit trail that was made last. */
export async function findCheckpoint(store: Store): Promise<AuditCheckpointRow | undefined> {
  const [checkpoint] = await byId(store, { id: row });
  return checkpoint;
}

const byId = prepared((store, of: Placeholders<{ id: number }>) =>
  store.selectFrom("auditCheckpoint").select(["number", "hash", "at", "masterKey", "mac"]).where("id", "=", of("id")),
);

/** Keeps a checkpoint in the place of the one before: it covers that one's entries, too. */
export async function keepCheckpoint(store: Store, checkpoint: AuditCheckpointRow): Promise<void> {
  await store
    .insertInto("auditCheckpoint")
    .values({ id: row, ...checkpoint })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(checkpoint))
    .execute();
}
