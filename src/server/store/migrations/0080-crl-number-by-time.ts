import type { Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/** Room for CRL numbers that are milliseconds since 1970. */
export async function crlNumberByTime(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl.widen(db, "revocation_lists", "number");
}
