import type { Administrator } from "../issuance/administration/administrator.ts";

/** The account of the jobs that the service's operators start by a command: it is nobody's. */
export const operatorsAccount = "";

/** The operators of the service, as whoever starts a job of a tenant: whoever may run a command may. */
export function operators(tenant: string): Administrator {
  return { user: operatorsAccount, actor: "operator", tenant, requireStill: async () => await Promise.resolve() };
}
