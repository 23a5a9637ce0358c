import type { KeyKind } from "../../core/key-kind.ts";
import { OperatorError } from "../operator-error.ts";
import type { ProductName } from "../settings.ts";
import { appendAudit } from "../store/audit.ts";
import type { Store, TenantRow } from "../store/schema.ts";
import { closeTenantRow, findTenant, insertTenant, updateTenant } from "../store/tenants.ts";
import { transact } from "../store/transact.ts";
import type { Service } from "./service.ts";

/** What an operator decides about a tenant. */
export interface TenantRules {
  readonly product?: ProductName | undefined;
  /** The kind of key that its devices make. */
  readonly keyKind?: KeyKind | undefined;
  /** How many days a renewed certificate stays valid after its replacement's first use; null for until it expires. */
  readonly retireAfterDays?: number | null | undefined;
  /** How many days a key that was made here is kept after its certificate's first use; null for until that expires. */
  readonly destroyKeysAfterDays?: number | null | undefined;
}

/**
 * Adds a tenant: with P-256 keys, and retiring nothing, where the order does not say otherwise.
 *
 * @throws OperatorError `name-not-allowed`, `tenant-exists`
 */
export async function createTenant(
  service: Service,
  order: TenantRules & { readonly name: string; readonly product: ProductName; readonly now: Date },
): Promise<void> {
  const { name, product, keyKind = "P-256", retireAfterDays = null, destroyKeysAfterDays = null, now } = order;
  if (!/^[A-Za-z0-9-]{1,64}$/.test(name)) {
    throw new OperatorError("name-not-allowed", `"${name}" is no tenant's name. Use up to 64 letters, digits and hyphens.`);
  }
  await transact(service.store, async (transaction) => {
    if (await findTenant(transaction, name)) {
      throw new OperatorError("tenant-exists", `There is a tenant "${name}" already. Choose another name.`);
    }
    const rules = {
      product,
      key_kind: keyKind,
      retire_after_days: retireAfterDays,
      destroy_keys_after_days: destroyKeysAfterDays,
    };
    await insertTenant(transaction, { name, ...rules, created_at: now.getTime(), closed_at: null });
    const detail = { product, keyKind, retireAfterDays, destroyKeysAfterDays };
    await appendAudit(transaction, { at: now, actor: "operator", action: "tenant-created", object: name, detail });
  });
}

/**
 * Changes a tenant's rules; what is not given stays as it is. A shorter time until retirement holds for certificates
 * that were renewed before, too.
 *
 * @throws OperatorError `tenant-unknown`
 */
export async function changeTenant(service: Service, name: string, rules: TenantRules, now: Date): Promise<void> {
  await transact(service.store, async (transaction) => {
    const tenant = await requireTenant(transaction, name);
    const product = rules.product ?? tenant.product;
    const keyKind = rules.keyKind ?? tenant.key_kind;
    const retireAfterDays = rules.retireAfterDays === undefined ? tenant.retire_after_days : rules.retireAfterDays;
    const destroyKeysAfterDays =
      rules.destroyKeysAfterDays === undefined ? tenant.destroy_keys_after_days : rules.destroyKeysAfterDays;
    await updateTenant(transaction, name, {
      product,
      key_kind: keyKind,
      retire_after_days: retireAfterDays,
      destroy_keys_after_days: destroyKeysAfterDays,
    });
    const detail = { product, keyKind, retireAfterDays, destroyKeysAfterDays };
    await appendAudit(transaction, { at: now, actor: "operator", action: "tenant-changed", object: name, detail });
  });
}

/**
 * Closes a tenant: its certificates are refused from the next request on.
 *
 * @throws OperatorError `tenant-unknown`
 */
export async function closeTenant(service: Service, name: string, now: Date): Promise<void> {
  await transact(service.store, async (transaction) => {
    const tenant = await requireTenant(transaction, name);
    if (tenant.closed_at !== null) return;
    await closeTenantRow(transaction, name, now.getTime());
    await appendAudit(transaction, { at: now, actor: "operator", action: "tenant-closed", object: name, detail: {} });
  });
}

async function requireTenant(store: Store, name: string): Promise<TenantRow> {
  const tenant = await findTenant(store, name);
  if (tenant === undefined) throw new OperatorError("tenant-unknown", `There is no tenant "${name}". Correct the name.`);
  return tenant;
}
