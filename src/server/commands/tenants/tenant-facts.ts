import type { TenantRow } from "../../store/database/schema.ts";

/** A tenant as commands print it: its rules, and when it was created and closed. */
export interface TenantFacts {
  readonly tenant: string;
  readonly product: TenantRow["product"];
  readonly keyKind: TenantRow["keyKind"];
  readonly retireAfterDays: number | null;
  readonly destroyKeysAfterDays: number | null;
  readonly sameKey: TenantRow["sameKey"];
  readonly promptDays: number | null;
  readonly renewalKeys: TenantRow["renewalKeys"];
  readonly timeZone: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
}

/** A tenant's row, with the names of the commands' options. */
export function tenantFacts(row: TenantRow): TenantFacts {
  return {
    tenant: row.name,
    product: row.product,
    keyKind: row.keyKind,
    retireAfterDays: row.retireAfterDays,
    destroyKeysAfterDays: row.destroyKeysAfterDays,
    sameKey: row.sameKey,
    promptDays: row.promptDays,
    renewalKeys: row.renewalKeys,
    timeZone: row.timeZone,
    createdAt: new Date(row.createdAt).toISOString(),
    closedAt: row.closedAt === null ? null : new Date(row.closedAt).toISOString(),
  };
}
