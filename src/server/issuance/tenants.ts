import { isDeepStrictEqual } from "node:util";
import type { KeyKind } from "../../core/key-kind.ts";
import { tenantForm } from "../../core/x509/subject.ts";
import type { ProductName } from "../settings/settings.ts";
import { appendAudit, type Act } from "../store/audit/audit.ts";
import type { Store, StoreTransaction, TenantRow } from "../store/database/schema.ts";
import { closeTenantRow, findTenant, insertTenant, openTenantRow, updateTenant } from "../store/tenants.ts";
import { transact } from "../store/transact.ts";
import { OperatorError } from "../system/operator-error.ts";
import { cancelRecoveryCodes } from "./cancel-recovery-codes.ts";
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
  /** Whether its certificates may be renewed with the key that they have. */
  readonly sameKey?: TenantRow["sameKey"] | undefined;
}

/** A tenant that is to be. */
export interface TenantOrder extends TenantRules, Act {
  readonly name: string;
  readonly product: ProductName;
}

/**
 * Adds a tenant: with P-256 keys, a fresh one at each renewal, and retiring nothing, where the order does not say otherwise.
 *
 * @throws OperatorError `name-not-allowed`, `tenant-exists`
 */
export async function createTenant(service: Service, order: TenantOrder): Promise<void> {
  await transact(service.store, async (transaction) => await addTenant(transaction, order));
}

/**
 * The same as a part of a larger transaction.
 *
 * @throws OperatorError `name-not-allowed`, `tenant-exists`
 */
export async function addTenant(transaction: StoreTransaction, order: TenantOrder): Promise<void> {
  const { name, product, keyKind = "P-256", retireAfterDays = null, destroyKeysAfterDays = null } = order;
  const { sameKey = "refused", actor, now } = order;
  if (!tenantForm.test(name)) {
    throw new OperatorError("name-not-allowed", `"${name}" is not a valid tenant name. Use up to 64 letters, digits and hyphens.`);
  }
  if (await findTenant(transaction, name)) {
    throw new OperatorError("tenant-exists", `Tenant "${name}" already exists. Choose another name.`);
  }
  const rules = { product, keyKind, retireAfterDays, destroyKeysAfterDays, sameKey };
  await insertTenant(transaction, { name, ...rules, createdAt: now.getTime(), closedAt: null });
  await appendAudit(transaction, { at: now, actor, action: "tenant-created", object: name, detail: rules });
}

/**
 * Changes a tenant's rules; what is not given stays as it is. A shorter time until retirement holds for certificates
 * that were renewed before, too.
 *
 * @returns whether any rule was another one before
 * @throws OperatorError `tenant-unknown`
 */
export async function changeTenant(service: Service, name: string, rules: TenantRules, { actor, now }: Act): Promise<boolean> {
  return await transact(service.store, async (transaction) => {
    const tenant = await requireTenant(transaction, name);
    const changed = {
      product: rules.product ?? tenant.product,
      keyKind: rules.keyKind ?? tenant.keyKind,
      retireAfterDays: rules.retireAfterDays === undefined ? tenant.retireAfterDays : rules.retireAfterDays,
      destroyKeysAfterDays: rules.destroyKeysAfterDays === undefined ? tenant.destroyKeysAfterDays : rules.destroyKeysAfterDays,
      sameKey: rules.sameKey ?? tenant.sameKey,
    };
    if (isDeepStrictEqual({ ...tenant, ...changed }, { ...tenant })) return false;
    await updateTenant(transaction, name, changed);
    await appendAudit(transaction, { at: now, actor, action: "tenant-changed", object: name, detail: changed });
    return true;
  });
}

/**
 * Closes a tenant: its certificates are refused from the next request on, and recovery codes that it was given before
 * are of no use, even when it is opened again.
 *
 * @returns when it had been closed before; undefined where it was open
 * @throws OperatorError `tenant-unknown`
 */
export async function closeTenant(service: Service, name: string, { actor, now }: Act): Promise<Date | undefined> {
  return await transact(service.store, async (transaction) => {
    const { closedAt } = await requireTenant(transaction, name);
    if (closedAt !== null) return new Date(closedAt);
    await closeTenantRow(transaction, name, now.getTime());
    await cancelRecoveryCodes(transaction, { tenant: name }, { actor, now });
    await appendAudit(transaction, { at: now, actor, action: "tenant-closed", object: name, detail: {} });
    return undefined;
  });
}

/**
 * Opens a closed tenant again. Its certificates are accepted from the next request on, but for those that have expired
 * or were revoked or retired, before or meanwhile.
 *
 * @returns when it had been closed; undefined where it was open
 * @throws OperatorError `tenant-unknown`
 */
export async function openTenant(service: Service, name: string, { actor, now }: Act): Promise<Date | undefined> {
  return await transact(service.store, async (transaction) => {
    const tenant = await requireTenant(transaction, name);
    if (tenant.closedAt === null) return undefined;
    await openTenantRow(transaction, name);
    const closedAt = new Date(tenant.closedAt);
    const detail = { closedAt: closedAt.toISOString() };
    await appendAudit(transaction, { at: now, actor, action: "tenant-opened", object: name, detail });
    return closedAt;
  });
}

/**
 * The tenant of this name.
 *
 * @throws OperatorError `tenant-unknown`
 */
export async function requireTenant(store: Store, name: string): Promise<TenantRow> {
  const tenant = await findTenant(store, name);
  if (tenant === undefined) throw new OperatorError("tenant-unknown", `There is no tenant "${name}". Correct the name.`);
  return tenant;
}

/**
 * The tenant of this name, which certificates can be issued to.
 *
 * @throws OperatorError `tenant-unknown`, `tenant-closed`
 */
export async function requireOpenTenant(store: Store, name: string): Promise<TenantRow> {
  const tenant = await requireTenant(store, name);
  if (tenant.closedAt === null) return tenant;
  throw new OperatorError("tenant-closed", `The tenant "${name}" is closed. Choose another one, or open it (koshin tenant open).`);
}
