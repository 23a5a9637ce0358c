import type { Subject } from "../../../core/name/subject.ts";
import { systemOperator } from "../../../protocol/console/session.ts";
import type { AccountRow, Store } from "../database/schema.ts";

/**
 * Stands in the place of a tenant's name in the accounts of system operators. No tenant can have it, because of the `@`: no
 * certificate names it as its O, and nothing that somebody does within a tenant reaches these accounts.
 */
export const systemTenant = "@system";

type Bound = Pick<AccountRow, "tenant" | "role" | "certificateTenant" | "certificateCn">;

/** Whether an account is that of a system operator whose certificate has this subject. */
export function isSystemOperator({ tenant, role, certificateTenant, certificateCn }: Bound, { cn, o }: Subject): boolean {
  return tenant === systemTenant && role === systemOperator && certificateTenant === o && certificateCn === cn;
}

/** The accounts of system operators, by name. */
export async function listSystemOperators(store: Store): Promise<AccountRow[]> {
  return await store.selectFrom("accounts").selectAll().where("tenant", "=", systemTenant).orderBy("name").execute();
}

/** Whether a subject is that of the certificate of a system operator who is not disabled. */
export async function isCertificateOfOperator(store: Store, subject: Subject): Promise<boolean> {
  // There are few of them.
  return (await listSystemOperators(store)).some((row) => row.disabledAt === null && isSystemOperator(row, subject));
}
