import { consolePaths } from "../../protocol/console/paths.ts";
import { Notices, TenantInformation } from "../../protocol/console/tenant.ts";
import type { Service } from "../ask.ts";
import { callFor } from "./call.ts";

/** What the service has to say to the tenant's administrators. @throws as `call` does */
export async function askNotices(service: Service): Promise<Notices> {
  return await callFor(service, Notices, consolePaths.notices);
}

/** The tenant and its rules. @throws as `call` does */
export async function askTenant(service: Service): Promise<TenantInformation> {
  return await callFor(service, TenantInformation, consolePaths.tenant);
}
