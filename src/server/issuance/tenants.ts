import type { KeyKind } from "../../core/key-kind.ts";
import { OperatorError } from "../operator-error.ts";
import type { ProductName } from "../settings.ts";
import { appendAudit } from "../store/audit.ts";
import { closeTenantRow, findTenant, insertTenant } from "../store/tenants.ts";
import { transact } from "../store/transact.ts";
import type { Service } from "./service.ts";

/**
 * Adds a tenant.
 *
 * @param order.keyKind the kind of key that its devices make; P-256 where it is not given
 * @throws OperatorError `name-not-allowed`, `tenant-exists`
 */
export async function createTenant(
  service: Service,
  order: { readonly name: string; readonly product: ProductName; readonly keyKind?: KeyKind; readonly now: Date },
): Promise<void> {
  const { name, product, keyKind = "P-256", now } = order;
  if (!/^[A-Za-z0-9-]{1,64}$/.test(name)) {
    throw new OperatorError("name-not-allowed", `"${name}" is no tenant's name. Use up to 64 letters, digits and hyphens.`);
  }
  await transact(service.store, async (transaction) => {
    if (await findTenant(transaction, name)) {
      throw new OperatorError("tenant-exists", `There is a tenant "${name}" already. Choose another name.`);
    }
    await insertTenant(transaction, { name, product, key_kind: keyKind, created_at: now.getTime(), closed_at: null });
    const detail = { product, keyKind };
    await appendAudit(transaction, { at: now, actor: "operator", action: "tenant-created", object: name, detail });
  });
}

/**
 * Closes a tenant: its certificates are refused from the next request on.
 *
 * @throws OperatorError `tenant-unknown`
 */
export async function closeTenant(service: Service, name: string, now: Date): Promise<void> {
  await transact(service.store, async (transaction) => {
    const tenant = await findTenant(transaction, name);
    if (tenant === undefined) throw new OperatorError("tenant-unknown", `There is no tenant "${name}". Correct the name.`);
    if (tenant.closed_at !== null) return;
    await closeTenantRow(transaction, name, now.getTime());
    await appendAudit(transaction, { at: now, actor: "operator", action: "tenant-closed", object: name, detail: {} });
  });
}
