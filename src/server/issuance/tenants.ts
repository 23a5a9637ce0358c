import { isDeepStrictEqual } from "node:util";
import type { KeyKind } from "../../core/key-kind.ts";
import { tenantForm } from "../../core/name/subject.ts";
import { removeSessionsOfTenant } from "../store/accounts/session-rows.ts";
import { appendAudit, type Act } from "../store/audit/audit.ts";
import type { Store, StoreTransaction, TenantRow } from "../store/database/schema.ts";
import { endJobsOf } from "../store/jobs/end-job.ts";
import { builtInDefaults, findProductDefaults } from "../store/product-defaults.ts";
import { closeTenantRow, findTenant, insertTenant, openTenantRow, updateTenant } from "../store/tenants.ts";
import { transact } from "../store/transact.ts";
import { OperatorError } from "../system/operator-error.ts";
import { cancelRecoveryCodes } from "./cancel-recovery-codes.ts";
import type { Service } from "./service.ts";

/** The rules that an operator sets for a tenant. */
export interface TenantRules {
  /** Its name in the settings. */
  readonly product?: string | undefined;
  /** The kind of key that its devices generate. */
  readonly keyKind?: KeyKind | undefined;
  /** The number of days that a renewed certificate stays valid after its replacement's first use; null until it expires. */
  readonly retireAfterDays?: number | null | undefined;
  /** The number of days that a stored key is kept after its certificate's first use; null until that expires. */
  readonly destroyKeysAfterDays?: number | null | undefined;
  /** Whether its certificates may be renewed with the same key. */
  readonly sameKey?: TenantRow["sameKey"] | undefined;
  /** Days before expiry from which holders are prompted; null as for the product, and never more than are accepted there. */
  readonly promptDays?: number | null | undefined;
  /** Where the keys of renewals are made. */
  readonly renewalKeys?: TenantRow["renewalKeys"] | undefined;
  /** The IANA name of the time zone of its clocks. */
  readonly timeZone?: string | undefined;
}

const ruleColumns = [
  "product",
  "keyKind",
  "retireAfterDays",
  "destroyKeysAfterDays",
  "sameKey",
  "promptDays",
  "renewalKeys",
  "timeZone",
] as const satisfies readonly (keyof TenantRules)[];

/** A tenant to create. */
export interface TenantOrder extends TenantRules, Act {
  readonly name: string;
  readonly product: string;
}

/**
 * Adds a tenant. By default it uses P-256 keys, requires another key for each renewal, and has the rules that operators have
 * decided tenants of its product to begin with.
 *
 * @throws OperatorError `name-not-allowed`, `tenant-exists`
 */
export async function createTenant(service: Service, order: TenantOrder): Promise<void> {
  await transact(service.store, async (transaction) => await addTenant(transaction, order));
}

/**
 * Adds a tenant as `createTenant` does, in the caller's transaction.
 *
 * @throws OperatorError `name-not-allowed`, `tenant-exists`
 */
export async function addTenant(transaction: StoreTransaction, order: TenantOrder): Promise<void> {
  const { name, product, keyKind = "P-256", sameKey = "refused", actor, now } = order;
  if (!tenantForm.test(name)) {
    throw new OperatorError(
      "name-not-allowed",
      `"${name}" is not a valid tenant name. Use up to 64 visible characters, but no @ and no colon.`,
    );
  }
  if (await findTenant(transaction, name)) {
    throw new OperatorError("tenant-exists", `Tenant "${name}" already exists. Choose another name.`);
  }
  const usual = (await findProductDefaults(transaction, product)) ?? builtInDefaults;
  const { retireAfterDays = usual.retireAfterDays, destroyKeysAfterDays = usual.destroyKeysAfterDays } = order;
  const { promptDays = usual.promptDays, renewalKeys = usual.renewalKeys, timeZone = usual.timeZone } = order;
  const rules = { product, keyKind, retireAfterDays, destroyKeysAfterDays, sameKey, promptDays, renewalKeys, timeZone };
  await insertTenant(transaction, { name, ...rules, createdAt: now.getTime(), closedAt: null });
  await appendAudit(transaction, { at: now, actor, action: "tenant-created", object: name, detail: rules, tenant: name });
}

/** A change of a tenant's rules. */
interface RulesChange extends Act {
  /**
   * Called in the transaction with what is to change, before anything does.
   *
   * @throws Refusal if it may not
   */
  readonly permitted?: (transaction: StoreTransaction, tenant: TenantRow, rules: Required<TenantRules>) => Promise<void>;
}

/**
 * Changes the given rules of a tenant. A shorter time until retirement also applies to certificates that are renewed
 * already.
 *
 * @returns whether any rule has changed
 * @throws OperatorError `tenant-unknown`
 */
export async function changeTenant(
  { store }: Pick<Service, "store">,
  name: string,
  rules: TenantRules,
  { actor, now, permitted }: RulesChange,
): Promise<boolean> {
  return await transact(store, async (transaction) => {
    const tenant = await requireTenant(transaction, name);
    const changed = {
      product: rules.product ?? tenant.product,
      keyKind: rules.keyKind ?? tenant.keyKind,
      retireAfterDays: rules.retireAfterDays === undefined ? tenant.retireAfterDays : rules.retireAfterDays,
      destroyKeysAfterDays: rules.destroyKeysAfterDays === undefined ? tenant.destroyKeysAfterDays : rules.destroyKeysAfterDays,
      sameKey: rules.sameKey ?? tenant.sameKey,
      promptDays: rules.promptDays === undefined ? tenant.promptDays : rules.promptDays,
      renewalKeys: rules.renewalKeys ?? tenant.renewalKeys,
      timeZone: rules.timeZone ?? tenant.timeZone,
    };
    await permitted?.(transaction, tenant, changed);
    if (isDeepStrictEqual({ ...tenant, ...changed }, { ...tenant })) return false;
    const edition = { rulesVersion: tenant.rulesVersion + 1, rulesEditedBy: actor, rulesEditedAt: now.getTime() };
    await updateTenant(transaction, name, { ...changed, ...edition });
    const detail = { ...changed, ...beforeOf(tenant, changed) };
    await appendAudit(transaction, { at: now, actor, action: "tenant-changed", object: name, detail, tenant: name });
    return true;
  });
}

/** Which rules differ, and what they were before, for the audit trail. */
function beforeOf(tenant: TenantRow, changed: Partial<TenantRow>): Readonly<Record<string, string | number | null>> {
  const names = ruleColumns.filter((rule) => changed[rule] !== tenant[rule]);
  return { changed: names.join(" "), ...Object.fromEntries(names.map((rule) => [`${rule}Before`, tenant[rule]])) };
}

/** What an operator does, by the command line or at the system operators' site. */
export interface OperatorAct extends Act {
  /** Called in the transaction that acts; refuses whoever may not do it any more. */
  readonly requireStill?: (transaction: StoreTransaction) => Promise<void>;
}

/**
 * Closes a tenant: its certificates are refused from the next request on, its people are logged out, its recovery codes are
 * cancelled, and its jobs ended, even if it is reopened.
 *
 * @returns when it was closed already; undefined if it was open
 * @throws OperatorError `tenant-unknown`
 */
export async function closeTenant(
  service: Pick<Service, "store">,
  name: string,
  { actor, now, requireStill }: OperatorAct,
): Promise<Date | undefined> {
  return await transact(service.store, async (transaction) => {
    await requireStill?.(transaction);
    const { closedAt } = await requireTenant(transaction, name);
    if (closedAt !== null) return new Date(closedAt);
    await closeTenantRow(transaction, name, now.getTime());
    await removeSessionsOfTenant(transaction, name);
    await cancelRecoveryCodes(transaction, { tenant: name }, { actor, now });
    await endJobsOf(transaction, { tenant: name }, "tenant-closed", { actor, now });
    await appendAudit(transaction, { at: now, actor, action: "tenant-closed", object: name, detail: {}, tenant: name });
    return undefined;
  });
}

/**
 * Reopens a tenant. Its certificates are accepted from the next request on, except those that have been revoked or
 * retired, or have expired, before or meanwhile.
 *
 * @returns when it had been closed; undefined if it was open
 * @throws OperatorError `tenant-unknown`
 */
export async function openTenant(
  service: Pick<Service, "store">,
  name: string,
  { actor, now, requireStill }: OperatorAct,
): Promise<Date | undefined> {
  return await transact(service.store, async (transaction) => {
    await requireStill?.(transaction);
    const tenant = await requireTenant(transaction, name);
    if (tenant.closedAt === null) return undefined;
    await openTenantRow(transaction, name);
    const closedAt = new Date(tenant.closedAt);
    const detail = { closedAt: closedAt.toISOString() };
    await appendAudit(transaction, { at: now, actor, action: "tenant-opened", object: name, detail, tenant: name });
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
 * The open tenant of this name.
 *
 * @throws OperatorError `tenant-unknown`, `tenant-closed`
 */
export async function requireOpenTenant(store: Store, name: string): Promise<TenantRow> {
  const tenant = await requireTenant(store, name);
  if (tenant.closedAt === null) return tenant;
  throw new OperatorError("tenant-closed", `The tenant "${name}" is closed. Choose another one, or open it (koshin tenant open).`);
}
