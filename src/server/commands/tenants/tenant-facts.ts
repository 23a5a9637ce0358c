import type { TenantRow } from "../../store/database/schema.ts";

/** A tenant as commands print it: its rules, and when it was created and closed. */
export interface TenantFacts {
  readonly tenant: string;
  readonly product: TenantRow["product"];
  readonly keyKind: TenantRow["key_kind"];
  readonly retireAfterDays: number | null;
  readonly destroyKeysAfterDays: number | null;
  readonly sameKey: TenantRow["same_key"];
  readonly createdAt: string;
  readonly closedAt: string | null;
}

/** A tenant's row, with the names of the commands' options. */
export function tenantFacts(row: TenantRow): TenantFacts {
  return {
    tenant: row.name,
    product: row.product,
    keyKind: row.key_kind,
    retireAfterDays: row.retire_after_days,
    destroyKeysAfterDays: row.destroy_keys_after_days,
    sameKey: row.same_key,
    createdAt: new Date(row.created_at).toISOString(),
    closedAt: row.closed_at === null ? null : new Date(row.closed_at).toISOString(),
  };
}
