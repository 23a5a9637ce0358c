import type { Settings } from "../../settings/settings.ts";
import type { Administrator } from "../administration/administrator.ts";

/** How many certificates may be issued to a tenant within an hour: half of the limit to somebody who acts on many. */
export function hourlyLimit(
  { limits: { renewalsPerTenantPerHour } }: Pick<Settings, "limits">,
  by: Pick<Administrator, "inBackground"> | undefined,
): number {
  return by?.inBackground === true ? Math.ceil(renewalsPerTenantPerHour / 2) : renewalsPerTenantPerHour;
}
