import type { Kysely } from "kysely";

/** A salt for the digest of what applies to holders in the audit trail. */
export async function holderRulesSalt(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("holder_rules")
    .addColumn("salt", "text", (column) => column.notNull().defaultTo(""))
    .execute();
}
