import { momentsIn } from "../../core/moments-in.ts";
import type { Store } from "../store/database/schema.ts";
import { findTenant } from "../store/tenants.ts";

/** How the tables that a tenant's administrators open in spreadsheets say when something was. */
export interface TenantMoments {
  /** The time zone, as the IANA database names it, for the head of the column. */
  readonly zone: string;
  /** Writes a moment in that zone. */
  readonly write: (milliseconds: number) => string;
}

/** The moments of a tenant, in the time zone of its rules. */
export async function tenantMoments(store: Store, tenant: string): Promise<TenantMoments> {
  const zone = (await findTenant(store, tenant))?.timeZone ?? "UTC";
  const write = momentsIn(zone);
  // A database from another machine may name a zone that this one does not know.
  return write === undefined ? { zone: "UTC", write: (at) => new Date(at).toISOString() } : { zone, write };
}
