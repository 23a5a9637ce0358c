import { sql } from "kysely";
import type { AuditRow, Store } from "../database/schema.ts";

/** Which entries are read; an absent field matches all. */
export interface WholeTrailFilter {
  /** Only entries before this one. */
  readonly before?: number | undefined;
  readonly tenant?: string | undefined;
  readonly byOperators: boolean;
}

/** A part of the entries about all tenants and the service, the latest first. */
export async function readWholeTrail(
  store: Store,
  { before, tenant, byOperators }: WholeTrailFilter,
  limit: number,
): Promise<AuditRow[]> {
  const rows = store
    .selectFrom("audit")
    .selectAll()
    .$if(before !== undefined, (query) => query.where("number", "<", before ?? 0))
    .$if(byOperators, (query) => query.where(sql<boolean>`actor like 'operator%'`));
  if (tenant === undefined) return await rows.orderBy("number", "desc").limit(limit).execute();
  // Its entries are numbered in the same order in its own chain, whose index finds them.
  return await rows.where("tenant", "=", tenant).orderBy("position", "desc").limit(limit).execute();
}
