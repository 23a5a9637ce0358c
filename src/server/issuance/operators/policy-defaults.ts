import type { PolicyDefaults } from "../../../protocol/console/operators.ts";
import { ruleNames, type TenantRules } from "../../../protocol/console/tenant-rules.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import type { Store } from "../../store/database/schema.ts";
import { builtInDefaults, findProductDefaults, writeProductDefaults } from "../../store/product-defaults.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import type { OperatorAct } from "../tenants.ts";
import { namedProducts } from "./describe-tenant.ts";
import { requireMeaningful } from "./tenant-rules.ts";

/** What applies to tenants without rules of their own, and which setting says so. */
export async function policyDefaults({ store, settings }: Pick<Service, "store" | "settings">): Promise<PolicyDefaults> {
  const { validityYears, loginHistoryDays, presentationDays, jobDays, noticeDays, holders } = settings;
  return {
    products: await Promise.all(
      namedProducts(settings).map(async ([name, { promptDays, acceptDays }]) => {
        return { name, promptDays, acceptDays, setting: `products.${name}`, beginning: await beginningOf(store, name) };
      }),
    ),
    validityYears: { value: validityYears, setting: "validityYears" },
    kept: [
      { what: "logins", days: loginHistoryDays, setting: "loginHistoryDays" },
      { what: "presentations", days: presentationDays, setting: "presentationDays" },
      { what: "jobs", days: jobDays, setting: "jobDays" },
      { what: "notices", days: noticeDays, setting: "noticeDays" },
      { what: "holders", days: holders.keptDays, setting: "holders.keptDays" },
    ],
  };
}

/** The rules that tenants of a product begin with. */
export async function beginningOf(store: Store, product: string): Promise<PolicyDefaults["products"][number]["beginning"]> {
  const row = await findProductDefaults(store, product);
  if (row === undefined) return { rules: builtInDefaults, version: "0", edited: null };
  const { promptDays, retireAfterDays, destroyKeysAfterDays, renewalKeys, timeZone, version, editedBy, editedAt } = row;
  return {
    rules: { promptDays, retireAfterDays, destroyKeysAfterDays, renewalKeys, timeZone },
    version: String(version),
    edited: { by: editedBy.startsWith("operator:") ? editedBy : null, at: new Date(editedAt).toISOString() },
  };
}

/**
 * Changes the rules that tenants of a product begin with. Those that exist keep theirs.
 *
 * @param version that of the rules that the change is made of
 * @returns whether any rule has changed
 * @throws Refusal `changed-meanwhile`, `rule-out-of-bounds`
 */
export async function changeBeginning(
  { store, settings }: Pick<Service, "store" | "settings">,
  { product, rules }: { readonly product: string; readonly rules: TenantRules },
  { version, requireStill, actor, now }: OperatorAct & { readonly version: string | undefined },
): Promise<boolean> {
  requireMeaningful(settings, { product, timeZone: rules.timeZone });
  return await transact(store, async (transaction) => {
    await requireStill?.(transaction);
    const before = (await findProductDefaults(transaction, product)) ?? { ...builtInDefaults, version: 0 };
    if (version !== String(before.version)) throw new Refusal("changed-meanwhile");
    const names = ruleNames.filter((rule) => rules[rule] !== before[rule]);
    if (names.length === 0) return false;
    const edition = { version: before.version + 1, editedBy: actor, editedAt: now.getTime() };
    await writeProductDefaults(transaction, { product, ...rules, ...edition });
    const former = Object.fromEntries(names.map((rule) => [`${rule}Before`, before[rule]]));
    await appendAudit(transaction, {
      at: now,
      actor,
      action: "defaults-changed",
      object: product,
      detail: { ...rules, changed: names.join(" "), ...former },
      tenant: null,
    });
    return true;
  });
}
