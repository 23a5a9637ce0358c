import { createHash } from "node:crypto";
import { hashedText, trailBeginning } from "../../../core/organisation-trail.ts";
import { prepared, type Placeholders } from "../database/prepared.ts";
import type { AuditRow, Store } from "../database/schema.ts";

/** What an actor of another tenant is called. */
const otherOrganisation = "another organisation";

/** The last entry of a tenant's chain. */
export interface TenantEnd {
  readonly tenant: string;
  readonly position: number;
  readonly tenantHash: string;
}

/** An entry about a tenant. */
export type TenantEntry = Pick<AuditRow, "at" | "actor" | "action" | "object" | "detail"> & { readonly tenant: string };

/**
 * An actor as a tenant's administrators see it: an administrator of another tenant, who for example revoked every certificate
 * with a compromised key, is not named to them.
 */
export function actorFor(tenant: string, actor: string): string {
  const isTheirs = !actor.includes("@") || actor.endsWith(`@${tenant}`) || actor.includes(`@${tenant} `);
  return isTheirs ? actor : otherOrganisation;
}

/** The place of an entry in its tenant's chain, after the last one. */
export function linkOfTenant(entry: TenantEntry, { position, tenantHash }: Pick<TenantEnd, "position" | "tenantHash">): TenantEnd {
  const { tenant, at, actor, action, object, detail } = entry;
  const next = { tenant, position: position + 1, at, actor: actorFor(tenant, actor), action, object, detail };
  const text = hashedText({ ...next, previousHash: tenantHash });
  return { tenant, position: next.position, tenantHash: createHash("sha256").update(text).digest("hex") };
}

/** The last entry of a tenant's chain; position 0 if there is none. */
export async function readEndOfTenant(store: Store, tenant: string): Promise<TenantEnd> {
  const [last] = await lastOfTenant(store, { tenant });
  return last === undefined ? { tenant, ...nothing } : asEnd(last);
}

const nothing = { position: 0, tenantHash: trailBeginning };

const lastOfTenant = prepared((store, of: Placeholders<{ tenant: string }>) =>
  store
    .selectFrom("audit")
    .select(["tenant", "position", "tenantHash"])
    .where("tenant", "=", of("tenant"))
    .where("position", "=", (from) =>
      from
        .selectFrom("audit")
        .select((columns) => columns.fn.max("position").as("last"))
        .where("tenant", "=", of("tenant")),
    ),
);

function asEnd({ tenant, position, tenantHash }: Pick<AuditRow, "tenant" | "position" | "tenantHash">): TenantEnd {
  if (tenant === null || position === null || tenantHash === null)
    throw new Error("An entry of the audit trail names a tenant, but has no place in its chain.");
  return { tenant, position, tenantHash };
}

/**
 * Recomputes the tenants' chains along with the whole trail.
 *
 * @param options.fromBeginning whether the first entry that follows is the trail's first one
 */
export function followOrganisations(
  store: Store,
  { fromBeginning }: { readonly fromBeginning: boolean },
): {
  /** Whether an entry continues the chain of its tenant, if it has one. */
  readonly continuedBy: (row: AuditRow) => Promise<boolean>;
} {
  const ends = new Map<string, Pick<TenantEnd, "position" | "tenantHash">>();
  const endBefore = async (tenant: string, position: number): Promise<Pick<TenantEnd, "position" | "tenantHash"> | undefined> => {
    const known = ends.get(tenant);
    if (known !== undefined || fromBeginning || position <= 1) return known ?? nothing;
    const [before] = await atPosition(store, { tenant, position: position - 1 });
    return before && asEnd(before);
  };
  return {
    async continuedBy(row) {
      const { tenant, position, tenantHash } = row;
      if (tenant === null) return position === null && tenantHash === null;
      const before = position === null ? undefined : await endBefore(tenant, position);
      if (before === undefined) return false;
      const expected = linkOfTenant({ ...row, tenant }, before);
      ends.set(tenant, expected);
      return position === expected.position && tenantHash === expected.tenantHash;
    },
  };
}

const atPosition = prepared((store, of: Placeholders<{ tenant: string; position: number }>) =>
  store
    .selectFrom("audit")
    .select(["tenant", "position", "tenantHash"])
    .where("tenant", "=", of("tenant"))
    .where("position", "=", of("position")),
);
