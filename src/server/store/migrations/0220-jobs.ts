import { sql, type Kysely } from "kysely";

/** Work of administrators that goes on in the background, and what comes of each of its rows. */
export async function jobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("jobs")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant", "text", (column) => column.notNull().references("tenants.name"))
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("act", "text", (column) => column.notNull())
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("total", "integer", (column) => column.notNull())
    .addColumn("done", "integer", (column) => column.notNull())
    .addColumn("refused", "integer", (column) => column.notNull())
    .addColumn("skipped", "integer", (column) => column.notNull())
    .addColumn("served_at", "bigint", (column) => column.notNull())
    .addColumn("lease_holder", "text")
    .addColumn("lease_until", "bigint")
    .addColumn("paused_until", "bigint")
    .addColumn("paused_because", "text")
    .addColumn("stopped_by", "text")
    .addColumn("stopped_because", "text")
    .addColumn("finished_at", "bigint")
    .execute();
  await db.schema.createIndex("jobs_tenant").on("jobs").columns(["tenant", "started_at", "id"]).execute();
  await db.schema
    .createIndex("jobs_open")
    .on("jobs")
    .columns(["tenant", "served_at"])
    .where(sql.ref("finished_at"), "is", null)
    .execute();
  await db.schema.createIndex("jobs_finished").on("jobs").column("finished_at").execute();
  await db.schema
    .createTable("job_rows")
    .addColumn("job", "text", (column) => column.notNull().references("jobs.id"))
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("certificate", "integer", (column) => column.references("certificates.number"))
    .addColumn("cn", "text")
    .addColumn("remark", "text")
    .addColumn("device", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("code", "text")
    .addColumn("issued", "integer", (column) => column.references("certificates.number"))
    .addColumn("finished_at", "bigint")
    .addColumn("retry_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("job_rows_of", ["job", "number"])
    .execute();
  await db.schema.createIndex("job_rows_state").on("job_rows").columns(["job", "state", "number"]).execute();
}
